import type { HeapGraph } from '../heap/graph.js';
import { follow, nodeNameOf } from './edges.js';
import { scriptPath } from './v8-names.js';

/** The path or URL of the script of a function, by its SharedFunctionInfo; null where the snapshot does not tell. */
export function scriptOfFunction(graph: HeapGraph, shared: number): string | null {
  if (shared === -1) return null;
  let script = follow(graph, shared, 'internal', 'script');
  if (script === -1) script = follow(graph, shared, 'internal', 'script_or_debug_info');
  if (script === -1) return null;
  // While a debugger looks at a function, a DebugInfo stands between it and its script.
  if (nodeNameOf(graph, script) === 'system / DebugInfo') script = scriptOfDebugInfo(graph, script);
  return script === -1 ? null : scriptPath(nodeNameOf(graph, script));
}

/** A Script is known by its source; V8 writes the fields of a DebugInfo without names. */
function scriptOfDebugInfo(graph: HeapGraph, debugInfo: number): number {
  const { firstEdge, edgeTo } = graph;
  const targets = edgeTo.subarray(firstEdge[debugInfo], firstEdge[debugInfo + 1]);
  return targets.find((node) => follow(graph, node, 'internal', 'source') !== -1) ?? -1;
}
