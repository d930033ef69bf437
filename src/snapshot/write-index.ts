import { Buffer } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import type { KeptHeap } from '../analysis/heap.js';
import type { HeapAnalysis } from '../heap/analyse.js';
import { pageStrings } from '../heap/strings.js';
import { byteOrder, columns, formatVersion, type Header, magic, prefixBytes } from './index-format.js';
import { type Column, checksum, page, pages, type Section, writeAll } from './index-sections.js';

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
  const { plain, natives, sample } = heap.comparable;
  const [{ places, interfaces }, { labels }, { bits }] = [plain, natives, sample];
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
        comparable: { places, interfaces, labels, bits },
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

function joined(pagesOfStarts: readonly Uint32Array[], count: number): Uint32Array {
  const starts = new Uint32Array(count);
  pagesOfStarts.forEach((each, at) => {
    starts.set(each.subarray(0, count - at * pageStrings), at * pageStrings);
  });
  return starts;
}
