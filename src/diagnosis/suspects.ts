import type { Heap } from '../analysis/heap.js';
import { NODE_RESOURCES } from '../analysis/node-resources.js';
import { formatCount } from '../view/format-quantities.js';
import { FEWEST_STEPS, judgeCourse } from './course.js';
import { type HeapHolder, holderNamed, holdersOfType } from './heap-holders.js';
import { holderCourses } from './holder-courses.js';
import type { Grown, Look, SeenCollection, SeenType } from './look.js';
import { namesIn, withoutKeys } from './signature.js';

/** Something that gathers, with all that was seen of it. */
export interface Suspect {
  /** The collection that grew, as a walk saw it; null where none was seen. */
  readonly collection: Grown<SeenCollection> | null;
  /** The classes that grew in it, the most telling first. */
  readonly types: readonly Grown<SeenType>[];
  /** What holds it in the snapshot at the end; null where there is none, or it does not show it. */
  readonly heap: HeapHolder | null;
  /** The names that lead to the holder, keys left out. */
  readonly names: readonly string[];
  readonly module: string | null;
  /** Others that grew by the same number below the same variable: as one writes them. */
  readonly alike: readonly string[];
}

/** What the looks tell. */
export interface Suspicion {
  /** That which grew fastest first, in bytes where these are known. */
  readonly suspects: readonly Suspect[];
  /** What rose in all, but not at every look, or hardly any more at the end: a sentence each. */
  readonly remarks: readonly string[];
}

/** Of classes that grow, this many are looked for in a snapshot. */
const MOST_TYPES = 12;
const MOST_UNSTEADY = 5;
/** No object takes less. */
const LEAST_BYTES = 16;
/** What grew by less, and not steadily, is not worth a word. */
const LEAST_UNSTEADY = 10;

/** How suspects are found. */
export interface SuspectOptions {
  /** So many steps from look to look are enough; files are few, and each is a look of its owner's choice. */
  readonly fewest?: number;
  /** The snapshots of the earlier looks: with them each holder of a class that grows is judged by itself. */
  readonly earlier?: readonly Heap[];
}

/**
 * Finds what grew at every look, and what holds it. `heap`: a snapshot taken after the last look; null where there is
 * none.
 */
export function findSuspects(
  looks: readonly Look[],
  heap: Heap | null,
  { fewest = FEWEST_STEPS, earlier = [] }: SuspectOptions = {},
): Suspicion {
  const isSteady = ({ judgement: { tendency, rises, of } }: Grown<unknown>) =>
    tendency === 'steady' || (tendency === 'up' && rises === of && of >= fewest);
  const collections = grownCollections(looks);
  const types = grownTypes(looks);
  const steadyTypes = types.filter(isSteady).filter(isWorthwhile);
  const steady = collections.filter(isSteady);
  const growing = new Set(steadyTypes.map(({ what }) => what.name));
  const taken = new Set<number>();
  const suspects = steady.map((each): Draft => {
    const names = namesIn(each.what.path);
    // The last name of listeners is that of their event; what has all its listeners holds those of others as well.
    const isOfEvent = each.what.kind === 'listeners';
    const held = heap && holderNamed(heap, isOfEvent ? names.slice(0, -1) : names, each.what.module, taken);
    if (held?.id != null && !isOfEvent) taken.add(held.id);
    return { collection: each, types: [], heap: held, names, module: each.what.module };
  });
  for (const type of byTelling(steadyTypes).slice(0, MOST_TYPES)) {
    const grows = (name: string) => growing.has(name);
    const courses = earlier.length > 0 && heap ? growingHolders(looks, [...earlier, heap], type, grows) : [];
    for (const { holder, type: held } of courses) addHeld(suspects, held, [holder]);
    if (courses.length === 0) addHeld(suspects, type, heap ? holdersOfType(heap, type.what, grows) : null);
  }
  const unsteady = [...collections, ...types.filter(({ what }) => what.origin !== 'builtin')].filter(
    (each) => !isSteady(each),
  );
  return { suspects: withoutAlike(foldNative(suspects).sort(byGrowth)), remarks: describeUnsteady(unsteady) };
}

type Draft = {
  -readonly [K in keyof Omit<Suspect, 'alike' | 'types'>]: Suspect[K];
} & { types: Grown<SeenType>[] };

/** Adds a class that grows to the suspect which holds it, or as a suspect. `found`: its holders; null: no snapshot. */
function addHeld(suspects: Draft[], type: Grown<SeenType>, found: readonly HeapHolder[] | null): void {
  const holders = holdersThatTell(type, found ?? []);
  const known = suspects.find((each) => holds(each, type, holders));
  if (known) {
    known.types.push(type);
    known.heap ??= holders[0] ?? null;
    return;
  }
  const [holder] = holders;
  const isOthers = type.what.origin === 'builtin' && !NODE_RESOURCES.includes(type.what.name);
  if (holder) suspects.push({ collection: null, types: [type], heap: holder, ...pick(holder) });
  else if (!isOthers && found === null) suspects.push(typeAlone(type));
}

/** The holders of a class that hold more of it in each snapshot, and how that went. */
function growingHolders(
  looks: readonly Look[],
  heaps: readonly Heap[],
  { what }: Grown<SeenType>,
  grows: (name: string) => boolean,
): { holder: HeapHolder; type: Grown<SeenType> }[] {
  const at = looks.map((look) => Date.parse(look.at));
  return holderCourses(heaps, what, grows).flatMap(({ holder, numbers }) => {
    const course = { numbers, at };
    const judgement = judgeCourse(course);
    return judgement.rises === judgement.of ? [{ holder, type: { what, course, judgement } }] : [];
  });
}

const pick = ({ names, module }: HeapHolder) => ({ names, module });

function typeAlone(type: Grown<SeenType>): Draft {
  return { collection: null, types: [type], heap: null, names: [type.what.name], module: null };
}

/** Of Node's and V8's own classes, which others use too, a few more at each look are nobody's leak. */
function isWorthwhile({ what, judgement: { delta, of } }: Grown<SeenType>): boolean {
  return what.origin !== 'builtin' || (delta >= 2 * of && delta >= what.count / 50);
}

function tellingRank({ types: [type] }: Draft): number {
  const rank = NODE_RESOURCES.indexOf(type?.what.name ?? '');
  return 2 * (rank === -1 ? NODE_RESOURCES.length : rank) + (type?.what.place ? 0 : 1);
}

/** Who holds objects of a class: the program, or where only Node does, Node, if the class is none of its own. */
function holdersThatTell({ what }: Grown<SeenType>, holders: readonly HeapHolder[]): readonly HeapHolder[] {
  const ofProgram = holders.filter(isOfTheProgram);
  return ofProgram.length > 0 || what.origin === 'builtin' ? ofProgram : holders;
}

/** Of what only Node's own modules hold, the name says nothing. */
function isOfTheProgram({ module }: HeapHolder): boolean {
  return module === null || !module.startsWith('node:');
}

/** Whether a class is what a suspect gathers, or hangs on it. */
function holds(suspect: Draft, { what }: Grown<SeenType>, holders: readonly HeapHolder[]): boolean {
  if (holders.some((holder) => isWithin(suspect, holder))) return true;
  const { collection } = suspect;
  return holders.length === 0 && collection !== null && collection.what.holds.some((name) => name === what.name);
}

/** Whether a path leads through the holder of a suspect. */
function isWithin({ heap, names }: Draft, { id, path, names: held }: HeapHolder): boolean {
  if (heap !== null && heap.id !== null) return heap.id === id || path.steps.some((step) => step.id === heap.id);
  const own = path.steps.map(({ edge }) => edge).filter((edge) => edge !== '[]');
  return names.length > 0 && [own, held].some((each) => names.every((name, index) => each[index] === name));
}

/** Own classes before those of packages, and these before Node's; of each, the one that grows most first. */
function byTelling(types: readonly Grown<SeenType>[]): Grown<SeenType>[] {
  const rank = { own: 0, package: 1, builtin: 2 };
  const isPart = ({ what }: Grown<SeenType>) => (/^(function in|\{|Array|Map|Set|Object)/.test(what.name) ? 1 : 0);
  return [...types].sort(
    (a, b) =>
      rank[a.what.origin] - rank[b.what.origin] || isPart(a) - isPart(b) || b.judgement.delta - a.judgement.delta,
  );
}

/** How fast a suspect grows, bytes an hour, by the average size of what it holds; null where sizes are not known. */
export function bytesPerHourOf(suspect: Pick<Suspect, 'collection' | 'heap' | 'types'>): number | null {
  const perMinute = (suspect.collection ?? suspect.types[0])?.judgement.perMinute ?? null;
  const bytes = bytesEach(suspect);
  return bytes === null || perMinute === null ? null : Math.round(bytes * perMinute * 60);
}

/** What one entry takes on average, bytes; null where no snapshot tells. */
function bytesEach({ collection, heap }: Pick<Suspect, 'collection' | 'heap'>): number | null {
  if (heap === null) return null;
  const entries = collection?.what.entries ?? heap.held.count;
  // Those of which each holds the next, as in a tree, retain together what the first does.
  const isNested = heap.held.retainedBytes < LEAST_BYTES * entries;
  return entries > 0 ? (collection || isNested ? heap.retainedBytes : heap.held.retainedBytes) / entries : null;
}

/** By how many bytes a suspect grew, and where that is not known, by how many entries, after the others. */
function byGrowth(a: Draft, b: Draft): number {
  const [bytesA, bytesB] = [grownBytes(a), grownBytes(b)];
  if (bytesA !== null || bytesB !== null) return (bytesB ?? -1) - (bytesA ?? -1);
  if (isListOfHandles(a) !== isListOfHandles(b)) return isListOfHandles(a) ? 1 : -1;
  return deltaOf(b) - deltaOf(a);
}

function grownBytes(draft: Draft): number | null {
  const bytes = bytesEach(draft);
  return bytes === null ? null : bytes * deltaOf(draft);
}

function deltaOf({ collection, types }: Draft): number {
  return (collection ?? types[0])?.judgement.delta ?? 0;
}

/** Of what grew by the same number below one variable, the first stands for all. */
function withoutAlike(all: readonly Draft[]): Suspect[] {
  const drafts = all.filter((draft) => !isListOfListeners(draft, all));
  const kept: { draft: Draft; alike: string[] }[] = [];
  // What the program names stands for what Node lists.
  const isOfNode = (draft: Draft) => isHeldByNode(draft) || isListOfHandles(draft);
  for (const draft of [...drafts.filter((each) => !isOfNode(each)), ...drafts.filter(isOfNode)]) {
    const same = kept.find((each) => isAlike(each.draft, draft));
    if (same) same.alike.push(draft.collection?.what.path ?? draft.heap?.text ?? draft.names.join('.'));
    else kept.push({ draft, alike: [] });
  }
  kept.sort((a, b) => drafts.indexOf(a.draft) - drafts.indexOf(b.draft));
  return kept.map(({ draft, alike }) => ({ ...draft, alike }));
}

function isAlike(a: Draft, b: Draft): boolean {
  if (isSeenTwice(b, a)) return true;
  const [one, other] = [a, b].map(({ collection, types }) => (collection ?? types[0])?.judgement.delta ?? 0);
  const isSameNumber = Math.abs(one - other) <= 0.05 * Math.max(one, other);
  const rootOf = ({ names, heap }: Draft) => names[0] ?? heap?.text;
  if (isSameNumber && (isListOfHandles(a) || isListOfHandles(b))) return true;
  return isSameNumber && a.module === b.module && rootOf(a) === rootOf(b);
}

/** Whether a chain is the list which the listeners of an EventTarget are: a walk tells both. */
function isListOfListeners({ collection }: Draft, drafts: readonly Draft[]): boolean {
  const path = collection?.what.path ?? '';
  return drafts.some(
    ({ collection: other }) => other?.what.kind === 'listeners' && path.startsWith(`${other.what.path}.`),
  );
}

/** Whether two grow about as fast: a look takes its time, in which the service works. */
function isOfOneRate(one: Draft, other: Draft): boolean {
  const [rate, otherRate] = [one, other].map(({ collection, types }) => (collection ?? types[0])?.judgement.perMinute);
  return !!rate && !!otherRate && Math.abs(rate - otherRate) <= 0.15 * Math.max(rate, otherRate);
}

/**
 * Of what grows at one rate, whether `one` is the other: a walk has found it by a path that the snapshot does not have,
 * or native code lists it too.
 */
function isSeenTwice(one: Draft, other: Draft): boolean {
  if (!isOfOneRate(one, other)) return false;
  const isUnnamed = ({ collection, heap }: Draft) => collection !== null && heap === null;
  if (isHeldByNode(other)) return false;
  if (isUnnamed(one)) return other.collection === null && other.heap !== null;
  if (!isHeldByNode(one)) return false;
  // Node's timers hold it too, or native code lists what the collection holds.
  const gathered = new Set([...(other.collection?.what.holds ?? []), ...other.types.map(({ what }) => what.name)]);
  return (!isHeldByRoot(one) && isUnnamed(other)) || one.types.some(({ what }) => gathered.has(what.name));
}

/**
 * Of what native code holds, handles and all that hangs on them, what tells most stands for all: a Worker has ports,
 * and not they it.
 */
function foldNative(drafts: readonly Draft[]): Draft[] {
  const native = drafts.filter(isHeldByRoot).sort((a, b) => tellingRank(a) - tellingRank(b) || byGrowth(a, b));
  const [first, ...others] = native;
  const rest = drafts.filter((draft) => !isHeldByRoot(draft));
  return first ? [{ ...first, types: [...first.types, ...others.flatMap(({ types }) => types)] }, ...rest] : rest;
}

function isHeldByRoot({ heap, collection }: Draft): boolean {
  return collection === null && heap?.path.start?.kind === 'root';
}

/** Native code or a module of Node's holds it, and no collection was seen. */
function isHeldByNode(draft: Draft): boolean {
  return isHeldByRoot(draft) || (draft.collection === null && draft.module?.startsWith('node:') === true);
}

/** What Node lists for us; what else grew by the same number says more. */
function isListOfHandles({ collection }: Draft): boolean {
  return collection?.what.path.startsWith('open handles: ') === true;
}

function grownCollections(looks: readonly Look[]): Grown<SeenCollection>[] {
  const last = looks.findLast(({ collections }) => collections !== null)?.collections;
  return [...(last ?? [])].flatMap(([id, what]) => {
    // One that was too small to be listed before counts from then on.
    const seen = looks.flatMap((look) => {
      const entries = look.collections?.get(id)?.entries;
      return entries === undefined ? [] : [{ number: entries, at: Date.parse(look.at) }];
    });
    return grown(what, seen);
  });
}

function grownTypes(looks: readonly Look[]): Grown<SeenType>[] {
  const last = looks.findLast(({ types }) => types !== null)?.types;
  return [...(last ?? [])].flatMap(([key, what]) => {
    const seen = looks.flatMap(({ types, at }) =>
      types === null ? [] : [{ number: types.get(key)?.count ?? 0, at: Date.parse(at) }],
    );
    return grown(what, seen);
  });
}

function grown<T>(what: T, seen: readonly { number: number; at: number }[]): Grown<T>[] {
  const course = { numbers: seen.map(({ number }) => number), at: seen.map(({ at }) => at) };
  const judgement = judgeCourse(course);
  return judgement.tendency === 'still' ? [] : [{ what, course, judgement }];
}

function describeUnsteady(grown: readonly Grown<SeenCollection | SeenType>[]): string[] {
  const worth = grown.filter(({ judgement }) => judgement.delta >= LEAST_UNSTEADY);
  const worst = worth.sort((a, b) => b.judgement.delta - a.judgement.delta).slice(0, MOST_UNSTEADY);
  return worst.map(({ what, judgement: { delta, rises, of, tendency } }) => {
    const name = 'path' in what ? withoutKeys(what.path) : what.name;
    const gain = `${name} grew by ${formatCount(delta)}`;
    if (tendency === 'slowing') return `${gain}, and slower and slower: it may be warming up`;
    return of === 1 ? `${gain} between two looks` : `${gain}, at ${rises} of ${of} looks`;
  });
}
