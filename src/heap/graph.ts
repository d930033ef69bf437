/**
 * A heap snapshot as a graph, in flat typed arrays: what the parser gives, and what all analysis takes.
 *
 * Nodes and edges are known by their ordinal (position in the file, from 0); node 0 is the root. The node id of V8 (`@123`)
 * stays the same for an object from one snapshot of a process to the next.
 */
export interface HeapGraph {
  readonly nodeCount: number;
  readonly edgeCount: number;
}
