import { Buffer } from 'node:buffer';
import { closeSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { KeptHeap } from '../analysis/heap.js';
import type { HeapAnalysis } from '../heap/analyse.js';
import type { HeapGraph } from '../heap/graph.js';
import { pageStrings, SnapshotStrings, type StringParts, segmentBytes } from '../heap/strings.js';
import {
  type Column,
  checksum,
  IndexError,
  isSame,
  page,
  pages,
  readBytes,
  readSection,
  type Section,
  writeAll,
} from './index-sections.js';

// An index holds what was computed of a snapshot, so that it need not be computed again: a prefix, a header in JSON,
// and the arrays of the heap, each as it lies in memory and from a page on. Texts are not in it: it tells where in the
// snapshot they stand.

/** Raise this whenever an array, or what is computed into it, changes its meaning. */
const formatVersion = 2;

const magic = Buffer.from('leakconsole idx\n');
/** Magic, format version, byte order, length of the header, checksum of the header (2 words). */
const prefixBytes = magic.length + 5 * 4;
const byteOrder = 0x01020304;

/** The arrays of a heap, each read when it is first asked for. */
const columns = {
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
  ephemeronValues: ({ analysis }: KeptHeap) => analysis.retention.ephemerons.valueIds,
  firstRetainer: ({ analysis }: KeptHeap) => analysis.retainers.firstRetainer,
  retainingEdge: ({ analysis }: KeptHeap) => analysis.retainers.retainingEdge,
  distance: ({ analysis }: KeptHeap) => analysis.distance,
  dominator: ({ analysis }: KeptHeap) => analysis.dominator,
  shallowSize: ({ analysis }: KeptHeap) => analysis.shallowSize,
  retainedSize: ({ analysis }: KeptHeap) => analysis.retainedSize,
  classOf: ({ analysis }: KeptHeap) => analysis.classOf,
  programShallowSize: ({ program }: KeptHeap) => program.shallowSize,
  programRetainedSize: ({ program }: KeptHeap) => program.retainedSize,
  consoleNodes: ({ consoleObjects }: KeptHeap) => consoleObjects.has,
  consoleEdges: ({ consoleObjects }: KeptHeap) => Uint32Array.from(consoleObjects.edges),
  consoleVariables: ({ consoleObjects }: KeptHeap) => Uint32Array.from(consoleObjects.variables),
} satisfies Record<string, (heap: KeptHeap) => Column>;

type ColumnName = keyof typeof columns;

interface Header {
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
  readonly scriptNames: readonly (readonly [id: number, name: string])[];
}

/**
 * Tells whether an analysis can be put into an index: its strings must stand in the snapshot as far from each other as
 * V8 writes them.
 */
export function canBeIndexed({ graph }: HeapAnalysis): boolean {
  return graph.strings.count > 0 && graph.strings.parts.origin >= 0;
}

/** About how many bytes the index of a heap takes. */
export function indexBytes(heap: KeptHeap): number {
  const arrays = Object.values(columns).map((column) => column(heap).byteLength + page);
  return arrays.reduce((sum, bytes) => sum + bytes, 4 * heap.analysis.graph.strings.count);
}

/** Writes the index of a heap into an empty file. Rejects with what the system says. */
export async function writeIndex(file: FileHandle, heap: KeptHeap, version: string): Promise<void> {
  const { graph, retention, classes } = heap.analysis;
  const { starts, count, length, gap, wraps, origin } = graph.strings.parts;
  const arrays: [name: string, array: Column][] = Object.entries(columns).map(([name, of]) => [name, of(heap)]);
  arrays.push(['stringStarts', joined(starts, count)]);

  const sections: Record<string, Section> = {};
  // The header tells where the arrays stand, so it must be known how long it can be.
  const header = (fileBytes: number): Buffer =>
    Buffer.from(
      JSON.stringify({
        version,
        fileBytes,
        sections: sections as Header['sections'],
        graph: {
          nodeCount: graph.nodeCount,
          edgeCount: graph.edgeCount,
          nodeTypes: graph.nodeTypes,
          edgeTypes: graph.edgeTypes,
          extraNativeBytes: graph.extraNativeBytes,
          isRedacted: graph.isRedacted,
          isForked: graph.isForked,
        },
        locations: {
          scriptId: graph.locations.scriptId,
          line: graph.locations.line,
          column: graph.locations.column,
        },
        strings: { count, length, gap, wraps, origin },
        retention: {
          weakType: retention.weakType,
          shortcutType: retention.shortcutType,
          internalType: retention.internalType,
        },
        classes,
        program: { classes: heap.program.classes, consoleBytes: heap.program.consoleBytes },
        scriptNames: [...heap.scriptNames],
      } satisfies Header),
    );
  const longestSection = 200;
  let offset = pages(prefixBytes + header(0).length + longestSection * arrays.length);
  // Without a console, the program's sizes are the arrays of the whole heap.
  const written = new Map<Column, Section>();
  for (const [name, array] of arrays) {
    const same = written.get(array);
    if (same) {
      sections[name] = same;
      continue;
    }
    sections[name] = {
      kind: array.constructor.name as Section['kind'],
      offset,
      length: array.length,
      checksum: checksum(array),
    };
    written.set(array, sections[name]);
    await writeAll(file, array, offset);
    offset = pages(offset + array.byteLength);
  }
  await file.truncate(offset);
  const text = header(offset);
  const prefix = Buffer.alloc(prefixBytes);
  magic.copy(prefix);
  new Uint32Array(prefix.buffer, prefix.byteOffset + magic.length).set([
    formatVersion,
    byteOrder,
    text.length,
    ...checksum(text),
  ]);
  await writeAll(file, Buffer.concat([prefix, text]), 0);
}

/**
 * Opens an index: the descriptor `index` of a file of that many bytes; the texts are in the file of the descriptor
 * `snapshot`. Both are read again when arrays and texts are first asked for, and are closed when the heap is no longer
 * used. `analyse` gives the heap anew; it is called when an array turns out to be damaged only then. Throws an
 * IndexError where the index is of no use, and closes nothing then.
 */
export function openIndex(
  index: number,
  bytes: number,
  snapshot: number,
  version: string,
  analyse: (reason: string) => KeptHeap,
): KeptHeap {
  const header = readHeader(index, bytes, version);
  const files = { index, snapshot };
  const readColumn = (name: ColumnName | 'stringStarts'): Column =>
    readSection(files.index, header.sections[name], name);
  const strings = openStrings(header.strings, readColumn('stringStarts') as Uint32Array, files);
  closeUnused.register(files, [index, snapshot]);
  let anew: KeptHeap | null = null;
  const column =
    <K extends ColumnName>(name: K): (() => ReturnType<(typeof columns)[K]>) =>
    () => {
      type Result = ReturnType<(typeof columns)[K]>;
      try {
        return readColumn(name) as Result;
      } catch (error) {
        anew ??= analyse((error as Error).message);
        return columns[name](anew) as Result;
      }
    };

  const locations = lazy(header.locations, { ofNode: column('locationOfNode') });
  const graph = lazy(
    { ...header.graph, strings, locations },
    {
      nodeType: column('nodeType'),
      nodeName: column('nodeName'),
      nodeId: column('nodeId'),
      selfSize: column('selfSize'),
      detachedness: column('detachedness'),
      firstEdge: column('firstEdge'),
      nodeOfBlock: column('nodeOfBlock'),
      edgeType: column('edgeType'),
      edgeName: column('edgeName'),
      edgeTo: column('edgeTo'),
    },
  );
  const ephemerons = lazy(
    {},
    { names: column('ephemeronNames'), tableIds: column('ephemeronTables'), valueIds: column('ephemeronValues') },
  );
  const retention = lazy({ ...header.retention, ephemerons }, { flags: column('flags') });
  const retainers = lazy({}, { firstRetainer: column('firstRetainer'), retainingEdge: column('retainingEdge') });
  const analysis = lazy(
    { graph, retention, retainers, classes: header.classes },
    {
      distance: column('distance'),
      dominator: column('dominator'),
      shallowSize: column('shallowSize'),
      retainedSize: column('retainedSize'),
      classOf: column('classOf'),
    },
  );
  const program = lazy(header.program, {
    shallowSize: column('programShallowSize'),
    retainedSize: column('programRetainedSize'),
  });
  const [consoleEdges, consoleVariables] = [column('consoleEdges'), column('consoleVariables')];
  const consoleObjects = lazy(
    {},
    {
      has: column('consoleNodes'),
      edges: () => new Set(consoleEdges()),
      variables: () => new Set(consoleVariables()),
    },
  );
  return { analysis, program, consoleObjects, scriptNames: new Map(header.scriptNames) };
}

type Lazy<T> = { readonly [K in keyof T]: T[K] extends () => infer R ? R : never };

/** An object with these properties, and others that are computed when they are first asked for. */
function lazy<F extends object, T extends Record<string, () => unknown>>(fixed: F, computed: T): F & Lazy<T> {
  const object = { ...fixed };
  for (const [name, compute] of Object.entries(computed)) {
    let value: unknown;
    const get = (): unknown => {
      value ??= compute();
      return value;
    };
    Object.defineProperty(object, name, { get, enumerable: true });
  }
  return object as F & Lazy<T>;
}

/** All that reads from the files holds the one object that was registered. */
const closeUnused = new FinalizationRegistry<readonly number[]>((descriptors) => {
  for (const descriptor of descriptors) closeSync(descriptor);
});

function readHeader(index: number, bytes: number, version: string): Header {
  const prefix = readBytes(index, 0, prefixBytes);
  const words = new Uint32Array(prefix.buffer, magic.length);
  if (magic.compare(prefix, 0, magic.length) !== 0) throw new IndexError('it is no index');
  const [format, order, length, ...expected] = words;
  if (format !== formatVersion || order !== byteOrder) throw new IndexError('another version of leakconsole wrote it');
  if (prefixBytes + length > bytes) throw new IndexError('it is truncated');
  const text = readBytes(index, prefixBytes, length);
  if (!isSame(checksum(text), expected)) throw new IndexError('it is damaged');
  const header: Header = JSON.parse(Buffer.from(text.buffer).toString());
  if (header.version !== version) throw new IndexError('another version of leakconsole wrote it');
  if (header.fileBytes !== bytes) throw new IndexError('it is truncated');
  return header;
}

function openStrings(parts: Header['strings'], starts: Uint32Array, files: { snapshot: number }): SnapshotStrings {
  const pagesOfStarts: Uint32Array[] = [];
  for (let at = 0; at < starts.length; at += pageStrings) pagesOfStarts.push(starts.subarray(at, at + pageStrings));
  const readSegment = (segment: number): Uint8Array => {
    const from = segment * segmentBytes;
    return readBytes(files.snapshot, parts.origin + from, Math.min(segmentBytes, parts.length - from));
  };
  return new SnapshotStrings({ ...parts, starts: pagesOfStarts, segments: [] }, readSegment);
}

function joined(pagesOfStarts: readonly Uint32Array[], count: number): Uint32Array {
  const starts = new Uint32Array(count);
  pagesOfStarts.forEach((each, at) => {
    starts.set(each.subarray(0, count - at * pageStrings), at * pageStrings);
  });
  return starts;
}
