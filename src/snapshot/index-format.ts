import { Buffer } from 'node:buffer';
import type { KeptHeap } from '../analysis/heap.js';
import type { HeapAnalysis } from '../heap/analyse.js';
import type { HeapGraph } from '../heap/graph.js';
import type { StringParts } from '../heap/strings.js';
import type { Column, Section } from './index-sections.js';

// An index holds what was computed of a snapshot, so that it need not be computed again: a prefix, a header in JSON,
// and the arrays of the heap, each as it lies in memory and from a page on. Texts are not in it: it tells where in the
// snapshot they stand.

/** Raise this whenever an array, or what is computed into it, changes its meaning. */
export const formatVersion = 8;

/** The first 16 bytes of an index. */
export const magic = Buffer.from('leakconsole idx\n');
/** Magic, format version, byte order, length of the header, checksum of the header (2 words). */
export const prefixBytes = magic.length + 5 * 4;
/** As it reads on a machine of the byte order that wrote the index. */
export const byteOrder = 0x01020304;

/** The arrays of a heap, each read when it is first asked for. */
export const columns = {
  nodeType: ({ analysis }: KeptHeap) => analysis.graph.nodeType,
  nodeName: ({ analysis }: KeptHeap) => analysis.graph.nodeName,
  nodeId: ({ analysis }: KeptHeap) => analysis.graph.nodeId,
  selfSize: ({ analysis }: KeptHeap) => analysis.graph.selfSize,
  detachedness: ({ analysis }: KeptHeap) => analysis.graph.detachedness,
  firstEdge: ({ analysis }: KeptHeap) => analysis.graph.firstEdge,
  nodeOfBlock: ({ analysis }: KeptHeap) => analysis.graph.nodeOfBlock,
  edgeType: ({ analysis }: KeptHeap) => analysis.graph.edgeType,
  edgeName: ({ analysis }: KeptHeap) => analysis.graph.edgeName,
  edgeTo: ({ analysis }: KeptHeap) => analysis.graph.edgeTo,
  locationOfNode: ({ analysis }: KeptHeap) => analysis.graph.locations.ofNode,
  flags: ({ analysis }: KeptHeap) => analysis.retention.flags,
  ephemeronNames: ({ analysis }: KeptHeap) => analysis.retention.ephemerons.names,
  ephemeronTables: ({ analysis }: KeptHeap) => analysis.retention.ephemerons.tableIds,
  ephemeronKeys: ({ analysis }: KeptHeap) => analysis.retention.ephemerons.keyIds,
  ephemeronValues: ({ analysis }: KeptHeap) => analysis.retention.ephemerons.valueIds,
  firstRetainer: ({ analysis }: KeptHeap) => analysis.retainers.firstRetainer,
  retainingEdge: ({ analysis }: KeptHeap) => analysis.retainers.retainingEdge,
  distance: ({ analysis }: KeptHeap) => analysis.distance,
  dominator: ({ analysis }: KeptHeap) => analysis.dominator,
  shallowSize: ({ analysis }: KeptHeap) => analysis.shallowSize,
  retainedSize: ({ analysis }: KeptHeap) => analysis.retainedSize,
  classOf: ({ analysis }: KeptHeap) => analysis.classOf,
  nested: ({ analysis }: KeptHeap) => analysis.nested,
  programShallowSize: ({ program }: KeptHeap) => program.shallowSize,
  programRetainedSize: ({ program }: KeptHeap) => program.retainedSize,
  programNested: ({ program }: KeptHeap) => program.nested,
  consoleNodes: ({ consoleObjects }: KeptHeap) => consoleObjects.has,
  consoleEdges: ({ consoleObjects }: KeptHeap) => Uint32Array.from(consoleObjects.edges),
  consoleVariables: ({ consoleObjects }: KeptHeap) => Uint32Array.from(consoleObjects.variables),
  textClasses: ({ classTexts }: KeptHeap) => classTexts.classes,
  textEnds: ({ classTexts }: KeptHeap) => classTexts.ends,
  textBytes: ({ classTexts }: KeptHeap) => classTexts.bytes,
  plainNodes: ({ comparable }: KeptHeap) => comparable.plain.nodes,
  plainForms: ({ comparable }: KeptHeap) => comparable.plain.formOf,
  formNames: ({ comparable }: KeptHeap) => comparable.plain.names,
  formEnds: ({ comparable }: KeptHeap) => comparable.plain.ends,
  nativeFrom: ({ comparable }: KeptHeap) => comparable.natives.from,
  nativeLabel: ({ comparable }: KeptHeap) => comparable.natives.label,
  nativeTo: ({ comparable }: KeptHeap) => comparable.natives.to,
  nativeOwners: ({ comparable }: KeptHeap) => comparable.natives.owners,
  sampleIds: ({ comparable }: KeptHeap) => comparable.sample.ids,
  samplePrints: ({ comparable }: KeptHeap) => comparable.sample.prints,
} satisfies Record<string, (heap: KeptHeap) => Column>;

/** The name of an array of a heap, as the header lists them. */
export type ColumnName = keyof typeof columns;

/** The header of an index, JSON: the small parts of a heap, and where its arrays stand in the file. */
export interface Header {
  /** The version of leakconsole that wrote it. */
  readonly version: string;
  readonly fileBytes: number;
  readonly sections: Readonly<Record<ColumnName | 'stringStarts', Section>>;
  readonly graph: Pick<
    HeapGraph,
    'nodeCount' | 'edgeCount' | 'nodeTypes' | 'edgeTypes' | 'extraNativeBytes' | 'isRedacted' | 'isForked'
  >;
  readonly locations: Pick<HeapGraph['locations'], 'scriptId' | 'line' | 'column'>;
  readonly strings: Pick<StringParts, 'count' | 'length' | 'gap' | 'wraps' | 'origin'>;
  readonly retention: Pick<HeapAnalysis['retention'], 'weakType' | 'shortcutType' | 'internalType'>;
  readonly classes: HeapAnalysis['classes'];
  readonly program: Pick<KeptHeap['program'], 'classes' | 'consoleBytes'>;
  readonly comparable: Pick<KeptHeap['comparable']['plain'], 'places' | 'interfaces'> &
    Pick<KeptHeap['comparable']['natives'], 'labels'> &
    Pick<KeptHeap['comparable']['sample'], 'bits'>;
  readonly scriptNames: readonly (readonly [id: number, name: string])[];
}
