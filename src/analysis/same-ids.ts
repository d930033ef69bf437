import type { Heap } from './heap.js';
import type { IdIndex } from './id-index.js';

const mostCompared = 50_000;
const tooFew = 100;

/**
 * Tells whether two snapshots number their objects alike, so that they can be compared object by object: they must be
 * of one process, and V8 numbers all anew when a debugger has detached in between.
 *
 * Then hardly any of the objects that share a number are of one type and name (measured: 7 % of a small service's; else
 * 100 %).
 */
export function haveSameIds(
  { analysis: { graph } }: Heap,
  { analysis: { graph: base } }: Heap,
  known: IdIndex,
): boolean {
  const every = Math.max(1, Math.floor(graph.nodeCount / mostCompared));
  let compared = 0;
  let alike = 0;
  for (let node = 0; node < graph.nodeCount; node += every) {
    const before = known.get(graph.nodeId[node]);
    if (before === -1) continue;
    compared++;
    const isOfType = graph.nodeTypes[graph.nodeType[node]] === base.nodeTypes[base.nodeType[before]];
    if (isOfType && graph.strings.get(graph.nodeName[node]) === base.strings.get(base.nodeName[before])) alike++;
  }
  return compared < tooFew || alike > 0.9 * compared;
}
