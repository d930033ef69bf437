import { Buffer } from 'node:buffer';
import { closeSync } from 'node:fs';
import type { KeptHeap } from '../analysis/heap.js';
import { pageStrings, SnapshotStrings, segmentBytes } from '../heap/strings.js';
import { byteOrder, type ColumnName, columns, formatVersion, type Header, magic, prefixBytes } from './index-format.js';
import { type Column, checksum, IndexError, isSame, readBytes, readSection } from './index-sections.js';

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
  const readColumn = (name: keyof Header['sections']): Column => readSection(files.index, header.sections[name], name);
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
    {
      names: column('ephemeronNames'),
      tableIds: column('ephemeronTables'),
      keyIds: column('ephemeronKeys'),
      valueIds: column('ephemeronValues'),
    },
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
      nested: column('nested'),
    },
  );
  const isWholeHeap = header.sections.programShallowSize.offset === header.sections.shallowSize.offset;
  // Without a console, the program's sizes are the arrays of the whole heap, which are read once.
  const program = lazy(header.program, {
    shallowSize: isWholeHeap ? () => analysis.shallowSize : column('programShallowSize'),
    retainedSize: isWholeHeap ? () => analysis.retainedSize : column('programRetainedSize'),
    nested: column('programNested'),
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
  const classTexts = lazy({}, { classes: column('textClasses'), ends: column('textEnds'), bytes: column('textBytes') });
  const { places, interfaces, labels, bits } = header.comparable;
  const comparable = {
    plain: lazy(
      { places, interfaces },
      {
        nodes: column('plainNodes'),
        formOf: column('plainForms'),
        names: column('formNames'),
        ends: column('formEnds'),
      },
    ),
    natives: lazy(
      { labels },
      {
        from: column('nativeFrom'),
        label: column('nativeLabel'),
        to: column('nativeTo'),
        owners: column('nativeOwners'),
      },
    ),
    sample: lazy({ bits }, { ids: column('sampleIds'), prints: column('samplePrints') }),
  };
  const scriptNames = new Map(header.scriptNames);
  return { analysis, program, consoleObjects, scriptNames, classTexts, comparable };
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
