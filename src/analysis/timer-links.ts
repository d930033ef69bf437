import { edgeFrom, type HeapGraph } from '../heap/graph.js';
import { edgeTypeOf, nodeNameOf } from './edges.js';

/** The names of the edges to the next and the last timer in Node's lists. */
export const TIMER_LINKS = ['_idlePrev', '_idleNext'];

/**
 * The edges from timer to timer: Node keeps those of one duration in a list (lib/internal/linkedlist.js), by which a
 * timer refers to others that have nothing to do with it.
 */
export function* timerLinks(graph: HeapGraph): Generator<number> {
  for (const name of TIMER_LINKS) {
    const wanted = graph.strings.indexOf(name);
    if (wanted === -1) continue;
    for (let edge = graph.edgeName.indexOf(wanted); edge !== -1; edge = graph.edgeName.indexOf(wanted, edge + 1)) {
      if (edgeTypeOf(graph, edge) === 'property' && nodeNameOf(graph, edgeFrom(graph, edge)) === 'Timeout') yield edge;
    }
  }
}
