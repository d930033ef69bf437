import { entriesOf } from '../analysis/entries.js';
import type { Heap } from '../analysis/heap.js';
import { withoutQuery } from '../places/local-path.js';
import { formatCount } from '../view/format-quantities.js';
import type { Grown, Look, SeenCollection } from './look.js';
import { namesIn, withoutKeys } from './signature.js';
import { grownBy, type Suspect } from './suspect.js';

// Growth that ends by itself, however steady it was while it was looked at: what has a bound, and what warms up.

/** Collections that have a bound, and why: a sentence each, by the path. */
export function findBounded(steady: readonly Grown<SeenCollection>[], looks: readonly Look[]): Map<string, string> {
  const found = steady.flatMap(({ what }) => {
    const sentence = describeLength(what, looks) ?? describeKeys(what, looks);
    return sentence === null ? [] : [[what.path, `${withoutKeys(what.path)} ${sentence}`] as const];
  });
  return new Map(found);
}

/**
 * An array of a link in a list, which another link follows when it is full. A rule of thumb: the names are those that
 * the FixedQueue of Node and of undici, and fast-fifo, give to the ends of their lists and to links. Tried on the first.
 */
const IS_OF_LINK = /[.#](head|tail|next)\.#?\w+$/;

/**
 * Whether an array has been made as long as it may become, and fills. Others, as queues, are made longer when they are
 * full: of these at least half is in use. Or they go on in another array.
 */
function describeLength({ path, entries, length }: SeenCollection, looks: readonly Look[]): string | null {
  if (length === null || entries >= length / 2 || IS_OF_LINK.test(path)) return null;
  if (!seenAt(path, looks).every((each) => each.length === length)) return null;
  const filled = `${formatCount(entries)} of its ${formatCount(length)} places`;
  return `has filled ${filled}, and has been as long from the first: it is bounded, as a cache is`;
}

/** The numbers of the last entries lie at least so far apart: those of a counter are near to each other. */
const LEAST_SPREAD = 50;
/** What is gained, at least: those of a counter, by whatever step, have come from one range into another then. */
const LEAST_GAINED = 10;
/** Twenty numbers of a set lie as far apart as all, but for this factor: beyond it they do once in a thousand times. */
const MOST_OF_SPREAD = 1.4;
/** From this share on, so many of the numbers have come that not many can be left. */
const LEAST_FILLED = 0.4;

/**
 * Whether the numbers in the keys are of a small range, of which most have come, and in no order: a finite set, of
 * which the rest may come yet. What counts up has the last numbers last; what comes from a large range is sparse in it.
 * Tried on sets of 150 to 250 keys, of which a third to all came in 12 s, against counters whose entries come in
 * parallel, and on the leaks of the corpus.
 */
function describeKeys({ path, entries }: SeenCollection, looks: readonly Look[]): string | null {
  const seen = seenAt(path, looks).flatMap((each) =>
    each.keyRange === null ? [] : [{ ...each.keyRange, entries: each.entries }],
  );
  if (seen.length === 0 || entries - seen[0].entries < LEAST_GAINED) return null;
  const [least, most] = [Math.min(...seen.map((each) => each.least)), Math.max(...seen.map((each) => each.most))];
  const all = most - least + 1;
  const isOfAll = (range: (typeof seen)[number]) => MOST_OF_SPREAD * (range.most - range.least + 1) >= all;
  if (all < LEAST_SPREAD || entries < LEAST_FILLED * all || !isOfAll(seen[0]) || !isOfAll(seen.at(-1)!)) return null;
  const known = `${formatCount(Math.min(entries, all))} of about ${formatCount(all)} numbered keys`;
  return `holds ${known}, which come in no order: a finite set that fills up, as a cache does`;
}

function seenAt(path: string, looks: readonly Look[]): SeenCollection[] {
  return looks.flatMap(({ collections }) => [...(collections?.values() ?? [])].filter((each) => each.path === path));
}

/** What hangs on each entry of a collection are about as many objects; where they are not, they gather by themselves. */
const ABOUT_AS_MANY = 0.25;

/**
 * Whether a class grows only with a collection that grows slower and slower: a count comes later in a look than a walk,
 * and may miss that.
 */
export function isWarmingUp(
  { collection, types: [type], names, module, heap }: Suspect,
  collections: readonly Grown<SeenCollection>[],
): boolean {
  if (collection !== null || type === undefined) return false;
  return collections.some(({ what, judgement, course }) => {
    if (judgement.tendency !== 'slowing') return false;
    if (heap === null) return what.holds[0] === type.what.name;
    const own = namesIn(what.path);
    if (what.module !== module || own.length === 0 || !own.every((name, index) => name === names[index])) return false;
    if (own.length === names.length) return true;
    const each = type.what.count / course.numbers.at(-1)!;
    return Math.abs(type.judgement.delta / judgement.delta - each) <= ABOUT_AS_MANY * each;
  });
}

/** Where Node lists the modules that it has loaded. */
const OF_LOADER = /(^|[.: ])(require\.cache|Module\._(path)?[cC]ache)\b|\.children(\[\])?$/;
/** Of what comes from files of its own, this share may be copies, or have no file. */
const FEW = 0.1;

/**
 * Whether a list grows by modules each of which is loaded from a file of its own, as a service does that loads them
 * when they are needed first: one of the loader's, or one whose entries come from as many files. What is loaded anew
 * again and again are copies of few files.
 */
export function loadsFiles(suspect: Suspect, heap: Heap): boolean {
  const path = suspect.collection?.what.path ?? suspect.heap?.text ?? '';
  const isOfLoader = suspect.module?.startsWith('node:internal/modules/') || OF_LOADER.test(path);
  if (!isOfLoader && !holdsFiles(suspect, heap)) return false;
  const loaded = heap.starts.modules().map(({ file }) => withoutQuery(file));
  const files = new Set(loaded).size;
  const grown = grownBy(suspect);
  return loaded.length - files <= FEW * grown && files >= (1 - FEW) * grown;
}

/** So many entries, the last ones, are looked at; fewer than the least tell nothing. */
const [LEAST_ENTRIES, MOST_ENTRIES] = [10, 100];

/** Whether each of the last entries is what another module exports, or of a class or function of another file. */
function holdsFiles({ heap: holder }: Suspect, heap: Heap): boolean {
  const found = holder?.id == null ? null : entriesOf(heap, heap.nodeWithId(holder.id));
  const values = (found?.entries ?? []).flatMap(({ key, value }) => (value === -1 ? key : value));
  const last = values.filter((edge) => edge !== -1).slice(-MOST_ENTRIES);
  if (last.length < LEAST_ENTRIES) return false;
  const exporting = new Map(heap.starts.modules().map(({ file, exports }) => [exports, file]));
  const files = last.flatMap((edge) => {
    const node = heap.analysis.graph.edgeTo[edge];
    return exporting.get(node) ?? heap.sources.placeOfNode(node)?.url ?? [];
  });
  return new Set(files).size >= (1 - FEW) * last.length;
}
