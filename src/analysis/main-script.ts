import type { HeapGraph } from '../heap/graph.js';
import { localPath } from '../places/local-path.js';
import { follow } from './edges.js';
import { stringText } from './string-text.js';

/** Tells whether a script is `main`, the path that a process was started with, which may lack its extension. */
export function isScript(script: string, main: string | null): boolean {
  if (main === null) return false;
  const path = localPath(script) ?? script;
  if (!path.startsWith(main)) return false;
  return /^(\.[cm]?[jt]s|\/index\.[cm]?js)?$/.test(path.slice(main.length));
}

/**
 * The path of the script that the process was started with: Node keeps it in `process.argv[1]`. Null if it is not
 * there.
 */
export function mainScript(graph: HeapGraph): string | null {
  const object = graph.nodeTypes.indexOf('object');
  const process = graph.strings.indexOf('process');
  for (let node = 0; node < graph.nodeCount; node++) {
    if (graph.nodeName[node] !== process || graph.nodeType[node] !== object) continue;
    const argv = follow(graph, node, 'property', 'argv');
    if (argv === -1) continue;
    for (let edge = graph.firstEdge[argv]; edge < graph.firstEdge[argv + 1]; edge++) {
      const isElement = graph.edgeTypes[graph.edgeType[edge]] === 'element';
      if (isElement && graph.edgeName[edge] === 1) return stringText(graph, graph.edgeTo[edge]);
    }
  }
  return null;
}
