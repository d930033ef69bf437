import { functionName } from '../../analysis/type-counts.js';
import type { FoundCollection, NumberRange } from '../../injected/walk/found-collection.js';
import type { ScriptOwners } from '../../injected/walk/ownership.js';
import type { Isolate } from '../../isolate/isolate.js';
import { locateFunction } from '../../isolate/locate-function.js';
import type { LoadedModule } from '../../isolate/modules/find-modules.js';
import { knownModules } from '../../isolate/modules/lookup.js';
import type { WaitOptions } from '../../isolate/wait-for-target.js';
import { Walk, type WalkControl, type WalkCost } from '../../isolate/walk/walk.js';
import type { OriginalPlaces } from '../../places/original-places.js';
import { isEvaluated, nodesScriptIds, scriptOf, scripts } from '../../session/scripts.js';
import type { Session } from '../../session/session.js';
import { OriginalSteps } from './original-steps.js';
import { collectionText, type Holder, type Names, pathText } from './path-text.js';
import { withoutTwins } from './twins.js';

/** A collection of the process. */
export interface Collection {
  /** The same for the same collection in every look of a session. */
  readonly id: number;
  /** The path to it: `main.cache`, `routes/users.js: sessions.byId`. */
  readonly path: string;
  /** The URL of the module where the path begins; null where it begins at something global. */
  readonly module: string | null;
  /** The path to the WeakMap whose entry holds it, or what leads to it, by the key in `path`; null where none does. */
  readonly weakMap: string | null;
  /**
   * `Map`, `Set`, `Array`, `Object` (used as a dictionary), `listeners`, or the name of a class derived from one;
   * `string` for a text that has grown, whose entries are characters; `Buffer` or the like for one whose entries are
   * bytes; `chain` for objects each of which holds the next, as in a linked list, and `tree` for objects each of which
   * may hold several, if there are more of them.
   */
  readonly kind: string;
  /** How many entries it has. */
  readonly entries: number;
  /** Of a chain, the property or variable by which each holds the next; null of all others. */
  readonly link: string | null;
  /** The length of an Array that has fewer entries, as a ring buffer may; null of all others. */
  readonly length: number | null;
  /**
   * Of the numbers in the keys of the last entries: near to each other where they count up. Null of what has no keys,
   * of fewer than twenty, and where the keys differ in more than a number.
   */
  readonly keyRange: NumberRange | null;
  /** What its entries are, by sample, the most frequent type first. */
  readonly holds: readonly string[];
  /** Growth since the look before; null in the first look, and where it was not seen then. */
  readonly delta: number | null;
}

/** What keeps objects that V8 lists to no program; `.growth` counts these, and `.retainers` tells what holds them. */
export interface UnlistedHolder {
  /** The path to it. */
  readonly path: string;
  /** The URL of the module where the path begins; null where it begins at something global. */
  readonly module: string | null;
  /** `Promise` for one that is still pending since the look before, or `FinalizationRegistry`. */
  readonly kind: string;
}

/** What one look at the collections found. */
export interface Collections {
  /** When the look before was; ISO 8601, null in the first look. */
  readonly since: string | null;
  readonly at: string;
  /** In the first look the largest first; later, those that have grown most. */
  readonly collections: readonly Collection[];
  /** A few promises and registries that may hold more than the walk saw. */
  readonly unlisted: readonly UnlistedHolder[];
  /** What the walk saw and cost. */
  readonly walk: WalkCost;
}

/** When the last look of a session was, ISO 8601. */
const looks = new WeakMap<Session, string>();

const CHARACTERS_AN_ENTRY = 100;
/** What waits for one thing may have several timers and sockets; what holds it tells more. */
const HANDLES_AN_ENTRY = 4;

/** Bounds of a look: it needs no more than samples of what collections hold. */
const LOOK = { goal: 'collections', sample: 2000, maxVisits: 400_000, maxAsks: 20_000 } as const;

/**
 * The largest collections of the process, and what has grown most since the look before.
 *
 * A walk finds them: how many entries a collection has is known without visiting them.
 */
export async function findCollections(
  isolate: Isolate,
  {
    most,
    all,
    memoryBytes,
    ...control
  }: WalkControl & WaitOptions & { most: number; all?: boolean; readonly memoryBytes: number },
): Promise<Collections> {
  const { session } = isolate;
  const { modules } = await knownModules(isolate, control);
  const since = looks.get(session) ?? null;
  const at = new Date().toISOString();
  const walk = await Walk.start(session, { ...LOOK, skipsPlain: !all, memoryBytes }, control);
  try {
    await walk.beginWith(modules.flatMap(({ fn }) => (fn ? [fn] : [])));
    await walk.run();
    const owners = all ? null : await findOwners(session);
    const { collections: found, unlisted } = await walk.collections(2 * most + 50, owners);
    const names = await namesOf(session, modules, [...found, ...unlisted]);
    const places = await isolate.places();
    const original = new OriginalSteps(session, walk, modules, places);
    const rows: Collection[] = [];
    const services = new Set(found.filter(({ isServices }) => isServices).map(({ id }) => id));
    for (const row of found) {
      const holds = row.kind === 'handles' ? await describeHandles(row, session, places) : null;
      rows.push({ ...(await describe(row, names, original)), ...(holds && { holds }) });
    }
    const holders: UnlistedHolder[] = [];
    for (const { kind, path } of unlisted) holders.push({ kind, ...pathText(await original.ofPath(path), names) });
    looks.set(session, at);
    rows.sort((a, b) => compareGrowth(a, b, services));
    return { since, at, collections: withoutTwins(rows).slice(0, most), unlisted: holders, walk: walk.cost };
  } finally {
    await walk.end();
  }
}

async function findOwners(session: Session): Promise<ScriptOwners> {
  const services = [...(await scripts(session)).values()].filter(
    (script) => !script.url.startsWith('node:') && !isEvaluated(script) && !script.url.includes('/node_modules/'),
  );
  return {
    nodesScriptIds: await nodesScriptIds(session),
    servicesScriptIds: services.map(({ id }) => id),
    nodesGlobals: NODES_GLOBALS,
  };
}

/**
 * What the modules are called whose scripts stand in paths; also of modules that were loaded after the list was made.
 */
export async function namesOf(
  session: Session,
  modules: readonly LoadedModule[],
  found: readonly Pick<FoundCollection, 'path' | 'weakMap'>[],
): Promise<Names> {
  const whole = modules.filter(({ module }) => module === null);
  const byUrl = new Map(whole.map((module) => [module.script.url, module]));
  const ids = found.flatMap(({ path, weakMap = [] }) => [
    path[0].typeFrom?.scriptId ?? null,
    path.at(-2)?.typeFrom?.scriptId ?? null,
    ...[...path, ...weakMap].map(({ scope }) => scope?.scriptId ?? null),
  ]);
  const byId = new Map<string, Pick<LoadedModule, 'url' | 'name' | 'isMain'>>();
  for (const id of new Set(ids)) {
    const script = id === null ? null : await scriptOf(session, id);
    if (!script || isEvaluated(script)) continue;
    const { url } = script;
    const name = url.startsWith('node:') ? url : url.slice(url.lastIndexOf('/') + 1);
    byId.set(script.id, byUrl.get(url) ?? { url, name, isMain: false });
  }
  return { moduleOf: (scriptId) => byId.get(scriptId) ?? null };
}

async function describe(
  { id, path, weakMap, kind, entries, link, length, keyRange, holds, holdsFrom, before }: FoundCollection,
  names: Names,
  original: OriginalSteps,
): Promise<Collection> {
  const delta = before === null ? null : entries - before;
  const held: string[] = [];
  for (const [index, name] of holds.entries()) {
    const from = holdsFrom[index];
    held.push((from && (await original.className(from))) ?? name);
  }
  const where = collectionText(await original.ofPath(path), names, await holderOf(path, names, original));
  const by = weakMap ? pathText(await original.ofPath(weakMap), names).path : null;
  return {
    id,
    ...where,
    weakMap: by,
    kind,
    entries,
    link: link ?? null,
    length: length ?? null,
    keyRange: keyRange ?? null,
    holds: held,
    delta,
  };
}

/** What handles are of: for timers, where the functions stand that they call. */
async function describeHandles(
  { holds, holdsFrom }: FoundCollection,
  session: Session,
  places: OriginalPlaces | null,
): Promise<readonly string[]> {
  const counts = new Map<string, number>();
  for (const [index, name] of holds.entries()) {
    const from = holdsFrom[index];
    const found = from && (await locateFunction(session, from, places));
    const described = found ? functionName(found.place) : name;
    counts.set(described, (counts.get(described) ?? 0) + 1);
  }
  return [...counts.keys()].sort((a, b) => counts.get(b)! - counts.get(a)!);
}

/**
 * What has grown most comes first. Of what has grown alike, as in a first look, the service's data before its code,
 * then packages', then what is open, after what holds it, and what objects of Node's classes hold.
 */
function compareGrowth(a: Collection, b: Collection, services: ReadonlySet<number>): number {
  const rank = (row: Collection) => {
    if (row.module?.startsWith('node:')) return 5;
    // None comes about without the program wanting it, and each brings listeners of the standard streams.
    if (row.path === THREADS) return -1;
    const more = isCode(row) ? 1 : isOfPrimitives(row) ? 0.5 : 0;
    return (row.kind === 'handles' ? 4 : services.has(row.id) ? 0 : 2) + more;
  };
  return growthOf(b) - growthOf(a) || rank(a) - rank(b) || b.entries - a.entries;
}

/** A line of text, or a few handles, count as much as an entry. */
function growthOf({ kind, path, holds: [held], delta }: Collection): number {
  const isText = held === 'characters' || held === 'bytes';
  const isHandles = kind === 'handles' && path !== THREADS;
  return (delta ?? 0) / (isText ? CHARACTERS_AN_ENTRY : isHandles ? HANDLES_AN_ENTRY : 1);
}

/** What dictionaries hold that are written down in the code: functions, modules, and constants by their names. */
const WRITTEN: readonly (string | undefined)[] = ['function', 'module', 'string', 'number'];

/** Values of so many kinds are those of a record, whose keys the code knows, and not of a dictionary. */
const KINDS_OF_A_RECORD = 4;

/**
 * Whether it is a table of code or constants for the most part, or a record, or what a module exports, as bundles have
 * many; a list of texts or numbers may be data.
 */
function isCode({ kind, holds, path }: Collection): boolean {
  if (kind === 'Object') {
    return path.endsWith('.exports') || WRITTEN.includes(holds[0]) || holds.length >= KINDS_OF_A_RECORD;
  }
  return /\b(module|require\.main|require\.cache\[.*\]).*\.(paths|children)$/.test(path);
}

/** Whether it holds texts or numbers alone, as tables of constants do, which bundled frameworks bring. */
function isOfPrimitives({ kind, holds }: Collection): boolean {
  return (kind === 'Array' || kind === 'Set') && holds.every((name) => name === 'string' || name === 'number');
}

/** The class of the object that holds the end of a path, if it is the program's. */
async function holderOf(path: FoundCollection['path'], names: Names, original: OriginalSteps): Promise<Holder | null> {
  const { type, typeFrom } = path.at(-2) ?? {};
  if (!typeFrom || path.at(-1)!.how === 'variable') return null;
  const module = names.moduleOf(typeFrom.scriptId);
  return (await original.ofClass(typeFrom)) ?? (type && module ? { name: type, module } : null);
}

const THREADS = 'open handles: thread';
const NODES_GLOBALS = Object.getOwnPropertyNames(globalThis);
