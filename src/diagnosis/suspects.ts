import { getOrAdd } from '../analysis/get-or-add.js';
import type { Heap } from '../analysis/heap.js';
import { NODE_RESOURCES } from '../analysis/node-resources.js';
import { formatCount } from '../view/format-quantities.js';
import { findBounded, isWarmingUp, loadsFiles } from './bounded-growth.js';
import { type CourseJudgement, FEWEST_STEPS, judgeCourse } from './course.js';
import { foldNative, withoutAlike } from './fold-suspects.js';
import { heldFirst } from './gathered.js';
import { grownCollections, grownTypes } from './grown.js';
import { type HeapHolder, holderNamed, holdersOfType } from './heap-holders.js';
import { holderCourses } from './holder-courses.js';
import type { Grown, Look, SeenCollection, SeenType } from './look.js';
import { namesIn, withoutKeys } from './signature.js';
import { byGrowth, type Draft, grownBy, type Suspect } from './suspect.js';

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
/** So many more plain objects of one shape are worth a finding. */
const LEAST_OF_SHAPE = 5;
/** So many more objects of a class of Node's or V8's own are: some it makes by itself, as for modules that it loads. */
const LEAST_OF_BUILTIN = 10;
/** What grew by less, and not steadily, is not worth a word. */
const LEAST_UNSTEADY = 10;

/** Numbers that differ by less than this share are about the same. */
const ABOUT_AS_MANY = 0.02;

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
  const steady = collections.filter(isSteady).filter(holdsSomething);
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
    const holders = heap && courses.length === 0 ? holdersOfType(heap, type.what, grows) : null;
    const areScattered = earlier.length > 0 && holders?.every(holdsOne) === true;
    if (courses.length === 0 && !areScattered) addHeld(suspects, type, holders);
  }
  for (const each of suspects) each.types = heldFirst(each);
  const before = earlier.at(-1);
  const isLoaded = ({ module }: Pick<Suspect, 'module'>) =>
    before !== undefined && module !== null && !before.sources.hasFile(module);
  const unsteady = [
    ...collections.filter((each) => !steady.includes(each)),
    ...types.filter((each) => each.what.origin !== 'builtin' && !isSteady(each) && !cameAtOnce(each)),
  ];
  const sorted = withoutAlike(foldNative(suspects).sort(byGrowth));
  const bounded = findBounded(steady, looks);
  const isBounded = ({ collection, alike }: Suspect) =>
    [collection?.what.path ?? '', ...alike].some((path) => bounded.has(path));
  const loading = heap === null ? [] : sorted.filter((each) => loadsFiles(each, heap));
  const ends = (each: Suspect) => isBounded(each) || loading.includes(each) || isWarmingUp(each, collections);
  return {
    suspects: sorted.filter((each) => !isLoaded(each) && !ends(each)),
    remarks: [
      ...describeUnsteady(unsteady),
      ...describeLoaded(sorted.filter(isLoaded)),
      ...bounded.values(),
      ...describeLoading(loading),
    ],
  };
}

/** Adds a class that grows to the suspect which holds it, or as a suspect. `found`: its holders; null: no snapshot. */
function addHeld(suspects: Draft[], type: Grown<SeenType>, found: readonly HeapHolder[] | null): void {
  const holders = holdersThatTell(type, found ?? []);
  const held = { ...type, steps: holders[0]?.path.steps.length };
  const known = suspects.find((each) => holds(each, type, holders));
  if (known) {
    known.types.push(held);
    known.heap = withHeld(known.heap ?? holders[0] ?? null, holders);
    return;
  }
  const [holder] = holders;
  const isOthers = type.what.origin === 'builtin' && !NODE_RESOURCES.includes(type.what.name);
  if (holder) suspects.push({ collection: null, types: [held], heap: holder, ...pick(holder) });
  else if (!isOthers && found === null) suspects.push(typeAlone(type));
}

/**
 * What others hold as well is not freed with a collection, and still gathers in it: what the objects retain that it
 * holds tells more then.
 */
function withHeld(known: HeapHolder | null, holders: readonly HeapHolder[]): HeapHolder | null {
  if (known === null) return null;
  const isIn = ({ id, path }: HeapHolder) => id === known.id || path.steps.some((step) => step.id === known.id);
  const most = holders.filter(isIn).sort((a, b) => b.held.retainedBytes - a.held.retainedBytes)[0];
  return most && most.held.retainedBytes > known.held.retainedBytes ? { ...known, held: most.held } : known;
}

/**
 * The holders of a class that hold more of it in each snapshot, and how that went. Where another lost as many, these
 * are the same objects, which are reached in another way now.
 */
function growingHolders(
  looks: readonly Look[],
  heaps: readonly Heap[],
  { what }: Grown<SeenType>,
  grows: (name: string) => boolean,
): { holder: HeapHolder; type: Grown<SeenType> }[] {
  const at = looks.map((look) => Date.parse(look.at));
  const all = holderCourses(heaps, what, grows).map(({ holder, numbers }) => {
    const course = { numbers, at };
    return { holder, type: { what, course, judgement: judgeCourse(course) } };
  });
  const hasMoved = (gained: number) =>
    all.some(({ type: { judgement } }) => Math.abs(judgement.delta + gained) <= ABOUT_AS_MANY * gained);
  return all.filter(({ holder, type }) => {
    const { rises, of, delta } = type.judgement;
    return rises === of && isWorthwhile(type) && !holdsOne(holder) && !hasMoved(delta);
  });
}

/** A variable, or a property, that has got its value gathers nothing. */
function holdsOne({ held }: HeapHolder): boolean {
  return held.count === 1;
}

const pick = ({ names, module }: HeapHolder) => ({ names, module });

function typeAlone(type: Grown<SeenType>): Draft {
  return { collection: null, types: [type], heap: null, names: [type.what.name], module: null };
}

/**
 * Of Node's and V8's own classes, which others use too, a few more at each look are nobody's leak; nor are so few more
 * plain objects of one shape, as the built-in ones of another realm are: a console's, or a test's.
 */
function isWorthwhile({ what, judgement: { delta } }: Grown<SeenType>): boolean {
  if (what.name.startsWith('{') && delta < LEAST_OF_SHAPE) return false;
  return what.origin !== 'builtin' || (delta >= LEAST_OF_BUILTIN && delta >= what.count / 50);
}

/** An array of null alone may be a queue that takes out what it has done when it is long enough, as undici's is. */
function holdsSomething({ what: { kind, holds } }: Grown<SeenCollection>): boolean {
  return kind !== 'Array' || holds.length === 0 || holds.some((name) => name !== 'null' && name !== 'undefined');
}

/** Who holds objects of a class: the program, or where only Node does, Node, if the class is none of its own. */
function holdersThatTell({ what }: Grown<SeenType>, holders: readonly HeapHolder[]): readonly HeapHolder[] {
  const ofProgram = holders.filter(isOfTheProgram);
  return ofProgram.length > 0 || what.origin === 'builtin' ? ofProgram : holders;
}

/** Of what only Node's own modules, or V8's own caches, hold, the name says nothing. */
function isOfTheProgram({ module, path: { start } }: HeapHolder): boolean {
  if (start?.kind === 'root' && /^\(/.test(start.name)) return OF_NATIVE_CODE.test(start.name);
  return module === null || !module.startsWith('node:');
}

/** V8's roots by which native code, a program's too, holds objects. */
const OF_NATIVE_CODE = /^\((Global handles|Traced handles|Handle scope|Stack roots)\)$/;

/** Whether a class is what a suspect gathers, or hangs on it. */
function holds(suspect: Draft, { what }: Grown<SeenType>, holders: readonly HeapHolder[]): boolean {
  if (holders.some((holder) => isWithin(suspect, holder))) return true;
  const { collection } = suspect;
  return holders.length === 0 && collection !== null && collection.what.holds.some((name) => name === what.name);
}

/** Whether a path leads through the holder of a suspect. */
function isWithin({ heap, names }: Draft, { id, path, names: held }: HeapHolder): boolean {
  // Of a list whose links hold one another, each object is held by another link.
  const isLink = heap?.path.steps.some((step) => step.id === heap.id && step.repeats > 0);
  if (heap !== null && heap.id !== null && !isLink) {
    return heap.id === id || path.steps.some((step) => step.id === heap.id);
  }
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

/** What a module makes as it is loaded comes at one look, and is no growth. */
function cameAtOnce({ course: { numbers }, judgement: { rises, falls, of } }: Grown<SeenType>): boolean {
  return of > 1 && rises === 1 && falls === 0 && numbers[0] === 0;
}

function describeUnsteady(grown: readonly Grown<SeenCollection | SeenType>[]): string[] {
  const worth = grown.filter(({ judgement }) => judgement.delta >= LEAST_UNSTEADY);
  const namesByGain = new Map<string, string[]>();
  for (const { what, judgement } of worth.sort((a, b) => b.judgement.delta - a.judgement.delta)) {
    const name = 'path' in what ? withoutKeys(what.path) : what.name;
    const names = getOrAdd(namesByGain, describeGain(judgement), () => []);
    if (!names.includes(name)) names.push(name);
  }
  // What grew by the same number came together, as the parts of a cache.
  return [...namesByGain].slice(0, MOST_UNSTEADY).map(([gain, [first, ...others]]) => {
    return others.length === 0 ? `${first} ${gain}` : `${first} and ${others.length} more each ${gain}`;
  });
}

function describeGain({ delta, rises, of, tendency }: CourseJudgement): string {
  const gain = `grew by ${formatCount(delta)}`;
  if (tendency === 'slowing') return `${gain}, slower and slower, as in a warm-up`;
  return of === 1 ? `${gain} between two snapshots` : `${gain}, at ${rises} of ${of} looks`;
}

/** What the tables of a module have at first, and what gathers in them, look the same where it has just been loaded. */
function describeLoaded(suspects: readonly Suspect[]): string[] {
  return suspects.slice(0, MOST_UNSTEADY).map(({ heap, types: [type] }) => {
    const gain = `${formatCount(type.judgement.delta)} ${type.what.name}`;
    return `${heap?.text} has ${gain}: its module came between the snapshots, and a later one tells whether they grow`;
  });
}

/** What is loaded once ends when all is loaded; the lists that the loader has of it grow by the same number. */
function describeLoading(loading: readonly Suspect[]): string[] {
  if (loading.length === 0) return [];
  const [most] = loading.map(grownBy).sort((a, b) => b - a);
  return [
    `${formatCount(most)} modules were loaded, each from a file of its own: a warm-up, unless requests make the files`,
  ];
}
