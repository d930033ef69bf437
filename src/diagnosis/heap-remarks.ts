import { duplicateStrings } from '../analysis/duplicate-strings.js';
import type { Heap } from '../analysis/heap.js';
import { largeCollections } from '../analysis/large-collections.js';
import { type RetainingPath, retainingPath } from '../analysis/retaining.js';
import { slicedStrings } from '../analysis/sliced-strings.js';
import { spareRoom } from '../analysis/spare-room.js';
import { formatBytes, formatCount, formatCounted, formatShare } from '../view/format-quantities.js';
import { describeHolder, isOfTheProgram } from './heap-holders.js';
import { KEYS_SAID } from './key-pattern.js';

/** What wastes less than this share of the heap is not worth a word. */
const LEAST_SHARE = 0.02;
const LEAST_BYTES = 200_000;
/** Collections with fewer entries tell nothing of growth. */
const FEWEST_ENTRIES = 1000;
const MOST_OF_A_KIND = 3;
/** How many collections are looked at: those with most entries. */
const MOST_COLLECTIONS = 50;

/**
 * What one snapshot tells beside what is large, a sentence each: what wastes memory, and collections whose keys never
 * come again, but for those that are `told` of by their ids. Names and numbers, no texts.
 */
export function heapRemarks(heap: Heap, told: ReadonlySet<number | null> = new Set()): string[] {
  return [
    ...remarksOnSlices(heap),
    ...remarksOnStrings(heap),
    ...remarksOnSpareRoom(heap),
    ...remarksOnKeys(heap, told),
  ];
}

function isMuch(heap: Heap, bytes: number): boolean {
  return bytes >= LEAST_BYTES && bytes >= LEAST_SHARE * heap.totalBytes;
}

function remarksOnSlices(heap: Heap): string[] {
  return slicedStrings(heap, 1)
    .filter(({ keptBytes }) => isMuch(heap, keptBytes))
    .map(({ count, keptBytes }) => `${formatCount(count)} slices keep strings of ${sizeText(heap, keptBytes)}`);
}

function remarksOnStrings(heap: Heap): string[] {
  if (heap.analysis.graph.isRedacted) return [];
  const { strings, texts, wastedBytes } = duplicateStrings(heap, 1);
  const [worst] = strings;
  if (!worst || !isMuch(heap, wastedBytes)) return [];
  const where = isOfTheProgram(worst.holder) ? `, in ${holderText(heap, worst.holder)}` : '';
  const most = `most by one that is there ${formatCount(worst.count)} times${where}`;
  return [`copies of ${formatCount(texts)} strings take ${sizeText(heap, wastedBytes)}, ${most}: .strings lists them`];
}

function remarksOnSpareRoom(heap: Heap): string[] {
  const rows = spareRoom(heap, MOST_OF_A_KIND).filter(
    ({ spareBytes, holder }) => isMuch(heap, spareBytes) && isOfTheProgram(holder),
  );
  return rows.map(({ count, spareBytes, holder }) => {
    const kind = holder.steps.at(-1)!.name;
    const rest = kind === 'Array' ? 'room for far more than they hold' : 'no entries, or a few small integers';
    return `${formatCounted(count, kind)} with ${rest}: ${sizeText(heap, spareBytes)}, in ${holderText(heap, holder)}`;
  });
}

function remarksOnKeys(heap: Heap, told: ReadonlySet<number | null>): string[] {
  return largeCollections(heap, FEWEST_ENTRIES, MOST_COLLECTIONS)
    .flatMap(({ node, entries }) => {
      const path = retainingPath(heap, node);
      const { id, text, kind, keys } = describeHolder(heap, path, path.steps.length);
      if (keys === null || told.has(id) || !isOfTheProgram(path)) return [];
      return [`${text} (${kind}) has ${formatCount(entries)} entries, and its keys are ${KEYS_SAID[keys]}`];
    })
    .slice(0, MOST_OF_A_KIND);
}

function holderText(heap: Heap, path: RetainingPath): string {
  return describeHolder(heap, path, path.steps.length - 1).text;
}

/** `1.2 MB, 3% of the heap`. */
function sizeText(heap: Heap, bytes: number): string {
  return `${formatBytes(bytes)}, ${formatShare(bytes, heap.totalBytes)} of the heap`;
}
