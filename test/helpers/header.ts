import type { SnapshotHeader } from '#src/heap/header.js';

const nodeFields = ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id', 'detachedness', 'more'];

/**
 * The header of a snapshot with so many nodes and edges, and so many fields a node: 7 as Node 18 to 22 write them, or
 * others.
 */
export function header(counts: { nodeCount: number; edgeCount: number; nodeFields?: number }): SnapshotHeader {
  const fields = nodeFields.slice(0, counts.nodeFields ?? 7);
  return {
    nodeCount: counts.nodeCount,
    edgeCount: counts.edgeCount,
    // From Node 24 on without the node of the allocation trace.
    nodeFields: fields.length === 6 ? fields.with(5, 'detachedness') : fields,
    edgeFields: ['type', 'name_or_index', 'to_node'],
    locationFields: [],
    traceFunctionInfoFields: [],
    nodeTypes: [],
    edgeTypes: ['context', 'element', 'property', 'internal', 'hidden', 'shortcut', 'weak'],
    extraNativeBytes: 0,
    isRedacted: false,
    isForked: false,
  };
}
