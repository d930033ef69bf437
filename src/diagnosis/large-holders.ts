import { type BiggestRow, biggestObjects } from '../analysis/biggest.js';
import type { Heap } from '../analysis/heap.js';
import { slicedStrings } from '../analysis/sliced-strings.js';
import { describeHolder, isOfTheProgram, suspectOf } from './heap-holders.js';
import { heapRemarks } from './heap-remarks.js';
import type { Suspect } from './suspect.js';
import type { Suspicion } from './suspects.js';

/** From this share of the heap on, what one object keeps alive is a suspect (Eclipse MAT's rule, "Leak Suspects"). */
const LARGE_SHARE = 0.1;
/** In a heap that is small, the runtime's own parts are a large share. */
const LARGE_BYTES = 500_000;
const MOST_ROWS = 10;

/**
 * Finds in one snapshot what keeps an unusual share of the heap alive: objects down to where their memory spreads over
 * many, and alike objects that are held in the same way.
 */
export function findLargeHolders(heap: Heap): Suspicion {
  const large = (bytes: number) => bytes >= LARGE_SHARE * heap.totalBytes && bytes >= LARGE_BYTES;
  const rows = biggestObjects(heap, MOST_ROWS).filter(({ retainedBytes }) => large(retainedBytes));
  const slices = slicedStrings(heap, 1).filter(({ keptBytes }) => large(keptBytes));
  const suspects = [
    ...slices.map(({ holder }) =>
      suspectFrom(
        describeHolder(
          heap,
          holder,
          suspectOf(holder.steps, () => false),
        ),
      ),
    ),
    ...rows.filter(isTelling).map((row) => suspectFrom(holderOfRow(heap, row))),
  ];
  return { suspects, remarks: heapRemarks(heap, new Set(suspects.map((each) => each.heap?.id ?? null))) };
}

/** The global object holds all that is global, and a function all that its module declares: that is nobody's leak. */
function isTelling({ path, count }: BiggestRow): boolean {
  const isNamed = path.steps.some(({ edge }) => edge !== '[]');
  return isOfTheProgram(path) && isNamed && (count > 1 || path.steps.at(-1)?.type !== 'closure');
}

function holderOfRow(heap: Heap, { path, name, count, retainedBytes, below }: BiggestRow) {
  // One object is the point from which memory spreads; of alike objects it is what holds them.
  const suspect = count === 1 ? path.steps.length : suspectOf(path.steps, (each) => each === name);
  const holder = describeHolder(heap, path, suspect);
  const [spread] = below;
  const held = count > 1 ? { name, count, retainedBytes } : (spread ?? { name, count, retainedBytes });
  return { ...holder, held, retainedBytes };
}

function suspectFrom(heap: Suspect['heap'] & object): Suspect {
  return { collection: null, types: [], heap, names: heap.names, module: heap.module, alike: [] };
}
