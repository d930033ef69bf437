import type { HeapHolder } from './heap-holders.js';
import type { Grown, SeenCollection, SeenType } from './look.js';
import { withoutKeys } from './signature.js';

/** No object takes less. */
const LEAST_BYTES = 16;

/** A class that grew in some holder. */
export interface HeldType extends Grown<SeenType> {
  /** How many steps lead to one of its objects; not there where no snapshot tells. */
  readonly steps?: number | undefined;
}

/** Something that gathers, with all that was seen of it. */
export interface Suspect {
  /** The collection that grew, as a walk saw it; null where none was seen. */
  readonly collection: Grown<SeenCollection> | null;
  /** The classes that grew in it, the most telling first. */
  readonly types: readonly HeldType[];
  /** What holds it in the snapshot at the end; null where there is none, or it does not show it. */
  readonly heap: HeapHolder | null;
  /** The names that lead to the holder, keys left out. */
  readonly names: readonly string[];
  readonly module: string | null;
  /** Others that grew by the same number below the same variable: as one writes them. */
  readonly alike: readonly string[];
}

/** A suspect before it is folded with others: what is found of it is added. */
export type Draft = {
  -readonly [K in keyof Omit<Suspect, 'alike' | 'types'>]: Suspect[K];
} & { types: HeldType[] };

/** The path to a suspect, as one would write it; keys are left out. */
export function pathOf({ collection, heap, names }: Suspect): string {
  return withoutKeys(collection?.what.path ?? heap?.text ?? names.join('.'));
}

/** How fast a suspect grows, bytes an hour, by the average size of what it holds; null where sizes are not known. */
export function bytesPerHourOf(suspect: Pick<Suspect, 'collection' | 'heap' | 'types'>): number | null {
  const perMinute = (suspect.collection ?? suspect.types[0])?.judgement.perMinute ?? null;
  const bytes = bytesEach(suspect);
  return bytes === null || perMinute === null ? null : Math.round(bytes * perMinute * 60);
}

/**
 * What a suspect holds, bytes; null where no snapshot tells. A text that V8 keeps, too, as the last that a pattern was
 * matched with, is retained by nothing else; but it has its length.
 */
export function heldBytesOf({ collection, heap }: Pick<Suspect, 'collection' | 'heap'>): number | null {
  if (heap === null) return null;
  const { holds = [], entries = 0 } = collection?.what ?? {};
  const length = holds[0] === 'characters' || holds[0] === 'bytes' ? entries : 0;
  return Math.max(heap.retainedBytes, heap.held.retainedBytes, length);
}

/** What one entry takes on average, bytes; null where no snapshot tells. */
function bytesEach(suspect: Pick<Suspect, 'collection' | 'heap'>): number | null {
  const { collection, heap } = suspect;
  if (heap === null) return null;
  const entries = collection?.what.entries ?? heap.held.count;
  if (entries === 0) return null;
  const { retainedBytes, held } = heap;
  if (collection) return heldBytesOf(suspect)! / entries;
  // Those of which each holds the next, as in a tree, retain together what the first does.
  return (held.retainedBytes < LEAST_BYTES * entries ? retainedBytes : held.retainedBytes) / entries;
}

/** By how many bytes a suspect grew, and where that is not known, by how many entries, after the others. */
export function byGrowth(a: Draft, b: Draft): number {
  const [bytesA, bytesB] = [grownBytes(a), grownBytes(b)];
  if (bytesA !== null || bytesB !== null) return (bytesB ?? -1) - (bytesA ?? -1);
  if (isListOfHandles(a) !== isListOfHandles(b)) return isListOfHandles(a) ? 1 : -1;
  return grownBy(b) - grownBy(a);
}

function grownBytes(draft: Draft): number | null {
  const bytes = bytesEach(draft);
  return bytes === null ? null : bytes * grownBy(draft);
}

/** By how many entries, or objects, a suspect grew. */
export function grownBy({ collection, types }: Pick<Suspect, 'collection' | 'types'>): number {
  return (collection ?? types[0])?.judgement.delta ?? 0;
}

/** What Node lists for us; what else grew by the same number says more. */
export function isListOfHandles({ collection }: Pick<Suspect, 'collection'>): boolean {
  return collection?.what.path.startsWith('open handles: ') === true;
}

/** A list of Node's timers holds it: what these call tells whose they are. */
export function isHeldByTimers({ collection, module }: Pick<Suspect, 'collection' | 'module'>): boolean {
  return collection === null && /^node:(internal\/)?timers$/.test(module ?? '');
}

/** On the path from a timer, the first function, or what waits in one, and its place; null where there is none. */
export function calledByTimer({ path: { steps } }: HeapHolder): string | null {
  const called = steps.find(({ definedAt }) => definedAt !== null);
  return called ? `${called.name} ${called.definedAt}` : null;
}
