import { isSameFile } from '../places/local-path.js';
import type { CallTreeNode } from '../profile/call-tree.js';
import type { SourceFunction } from '../profile/source-function.js';
import type { Site } from './diagnosis.js';
import { wholeNameOf } from './gathered.js';
import { makesType } from './makes-type.js';
import type { Suspect } from './suspect.js';

/** Of what a suspect gathers, those that allocate less than this share of it are left out. */
const LEAST_SHARE = 0.05;
const MOST_SITES = 3;
/** So many steps from a function that mentions the holder, to its callers and to what it calls, are looked at. */
const MOST_STEPS = 3;

/** Functions that allocate what one suspect gathers, or may. */
type Found = Pick<Site, 'basis'> & { readonly functions: readonly SourceFunction[]; readonly type: string | null };

/**
 * The functions that allocate what each suspect gathers, in the order of the suspects. A sampler does not know the
 * classes of its samples: what joins is the source, which tells what a function makes, and whether it, or what calls
 * it, mentions the holder. Where no source makes what gathers, those functions of the holder's file are told that
 * allocate, and make nothing of another suspect.
 */
export function findSites(suspects: readonly Suspect[], functions: readonly SourceFunction[]): Site[][] {
  const made = suspects.map((suspect) => findMakers(suspect, functions));
  const taken = new Set(made.flatMap((found) => found?.functions ?? []));
  return suspects.map((suspect, index) => {
    const { functions: chosen, basis, type } = made[index] ?? findInFile(suspect, functions, taken);
    return chosen
      .map((each) => describeSite(each, basis, type))
      .sort((a, b) => (b.bytes ?? 0) - (a.bytes ?? 0))
      .filter(({ bytes }, place, [{ bytes: most }]) => place === 0 || (bytes ?? 0) >= LEAST_SHARE * (most ?? 0))
      .slice(0, MOST_SITES);
  });
}

/**
 * Of functions and plain objects a walk tells that a collection holds them, and a count which grew: where one function
 * makes what grew, and puts it there, these are one suspect.
 */
export function joinParts(suspects: readonly Suspect[], functions: readonly SourceFunction[]): Suspect[] {
  const isAlone = ({ collection, heap, types }: Suspect) => collection === null && heap === null && types.length === 1;
  const collections = suspects.filter(({ collection }) => collection !== null);
  const types = new Map(collections.map((suspect) => [suspect, [...suspect.types]]));
  const joined = new Set<Suspect>();
  for (const part of suspects.filter(isAlone)) {
    const [type] = part.types;
    const makers = findMakers(part, functions)?.functions ?? [];
    const known = collections.find(
      (each) =>
        each.collection!.what.holds.includes(wholeNameOf(type.what.name)) &&
        findMakers(each, functions)?.functions.some((one) => makers.includes(one)),
    );
    if (!known) continue;
    types.get(known)!.push(type);
    joined.add(part);
  }
  return suspects
    .filter((each) => !joined.has(each))
    .map((each) => ({ ...each, types: types.get(each) ?? each.types }));
}

/** The functions that make what a suspect gathers, nearest to those that mention its holder; null where none does. */
function findMakers(suspect: Suspect, functions: readonly SourceFunction[]): Found | null {
  for (const type of typesOf(suspect)) {
    const makers = functions.filter(({ makes }) => makes.some((made) => makesType(made, type)));
    const chosen = nearestToHolder(makers, suspect, functions) ?? selectFew(makers);
    if (chosen.length > 0) return { functions: chosen, basis: 'source', type };
  }
  return null;
}

/** Of many that nothing links to the holder, those that samples show to allocate. */
function selectFew(makers: readonly SourceFunction[]): readonly SourceFunction[] {
  return makers.length <= MOST_SITES ? makers : makers.filter(({ calls }) => calls.length > 0);
}

/** The names of what gathers, the most telling first. */
function typesOf({ types, collection, heap }: Suspect): string[] {
  const names = [...types.map(({ what }) => what.name), ...(collection?.what.holds ?? []), heap?.held.name ?? ''];
  return [...new Set(names.filter((name) => name !== ''))];
}

function nearestToHolder(
  makers: readonly SourceFunction[],
  { names, module }: Suspect,
  functions: readonly SourceFunction[],
): readonly SourceFunction[] | null {
  for (const name of namesToMention(names)) {
    const all = functions.filter(({ mentions }) => mentions.has(name));
    const inFile = all.filter(({ place }) => isSameFile(place?.url ?? null, module));
    for (const begin of inFile.length > 0 ? [inFile, all] : [all]) {
      const nearest = nearestTo(begin, makers, functions);
      if (nearest.length > 0) return nearest;
    }
  }
  return null;
}

/** The names of the holder, and of what holds that, as a source has them. */
function namesToMention(names: readonly string[]): string[] {
  return names.map((name) => name.replace(/^#/, '')).reverse();
}

/** Those of the makers that the fewest steps lead to: from a function to what it mentions, or what mentions it. */
function nearestTo(
  begin: readonly SourceFunction[],
  makers: readonly SourceFunction[],
  functions: readonly SourceFunction[],
): SourceFunction[] {
  const wanted = new Set(makers);
  const seen = new Set(begin);
  let reached = begin;
  for (let step = 0; step <= MOST_STEPS && reached.length > 0; step++) {
    const found = reached.filter((each) => wanted.has(each));
    if (found.length > 0) return found;
    const from = reached;
    reached = functions.filter((each) => !seen.has(each) && from.some((one) => isLinked(one, each)));
    for (const each of reached) seen.add(each);
  }
  return [];
}

function isLinked(a: SourceFunction, b: SourceFunction): boolean {
  return a.around === b || b.around === a || mentions(a, b) || mentions(b, a);
}

function mentions(caller: SourceFunction, { name }: SourceFunction): boolean {
  return name !== '' && caller.mentions.has(name);
}

function findInFile(suspect: Suspect, functions: readonly SourceFunction[], taken: ReadonlySet<SourceFunction>): Found {
  const files = [...suspect.types.map(({ what }) => what.place?.url ?? null), suspect.module];
  const isInFiles = ({ place }: SourceFunction) => place !== null && files.some((url) => isSameFile(url, place.url));
  const found = functions.filter((each) => isInFiles(each) && !taken.has(each) && liveBytesOf(each.calls, null) > 0);
  return { functions: found, basis: 'file', type: null };
}

function describeSite(
  { name, place, location, calls }: SourceFunction,
  basis: Site['basis'],
  type: string | null,
): Site {
  return { name, place, location, basis, bytes: calls.length === 0 ? null : liveBytesOf(calls, type) };
}

/** What calls have allocated that is alive, with what the constructors of a class did for them, bytes. */
function liveBytesOf(calls: readonly CallTreeNode[], className: string | null): number {
  let bytes = 0;
  for (const { selfBytes, children } of calls) {
    bytes += selfBytes;
    for (const child of children.values()) if (child.function?.name === className) bytes += child.totalBytes;
  }
  return bytes;
}
