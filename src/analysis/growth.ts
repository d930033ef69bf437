import { originOf } from '../places/origin.js';
import { NODE_RESOURCES } from './node-resources.js';
import { compareOrigins, type TypeCount, type TypeCounts, typeKey } from './type-counts.js';

/** How a type has grown between two counts. */
export interface TypeGrowth extends TypeCount {
  readonly delta: number;
  /** It has grown at every look of the series, and there were two at least. */
  readonly always: boolean;
  /** It has shrunk between two looks of the series: a part of what grew went again. */
  readonly shrank: boolean;
}

/** How the counts have changed since an earlier look. */
export interface Growth {
  /** When the earlier count was taken, ISO 8601. */
  readonly since: string;
  readonly takenAt: string;
  readonly ms: number;
  /**
   * What has grown: the service's own types first, then those of packages, then those of Node and V8, of which workers,
   * sockets and the like come before what they bring, and plain objects, arrays and functions, which all bring, last;
   * of each, what has shrunk in between below what has not, and the most first.
   */
  readonly types: readonly TypeGrowth[];
  readonly totalDelta: number;
}

/** A series of counts of one target. It keeps numbers only. */
export class GrowthSeries {
  readonly base: TypeCounts;
  #last: TypeCounts;
  #steps = 0;
  /** The types that have grown at each look. */
  #always: Set<string> | null = null;
  /** The types that were fewer at some look than at the one before. */
  readonly #shrunk = new Set<string>();

  constructor(base: TypeCounts) {
    this.base = base;
    this.#last = base;
  }

  /** Looks after the base. */
  get steps(): number {
    return this.#steps;
  }

  /** Adds a look, and gives what has grown since the one before. */
  next(counts: TypeCounts): Growth {
    const { types } = compare(counts, this.#last);
    for (const [key, { count }] of this.#last.types) {
      if ((counts.types.get(key)?.count ?? 0) < count) this.#shrunk.add(key);
    }
    const grown = new Set(types.map(typeKey));
    const always = this.#always;
    this.#always = always === null ? grown : new Set([...always].filter((key) => grown.has(key)));
    this.#steps++;
    const growth = this.since(counts, this.#last);
    this.#last = counts;
    return growth;
  }

  /** What has grown from the base to the last look. */
  sinceBase(): Growth {
    return this.since(this.#last, this.base);
  }

  /** What has grown since any earlier count. */
  since(counts: TypeCounts, earlier: TypeCounts): Growth {
    const growth = compare(counts, earlier);
    const types = growth.types.map((type) => ({
      ...type,
      always: this.#steps > 1 && this.#always!.has(typeKey(type)),
      shrank: this.#shrunk.has(typeKey(type)),
    }));
    // The order of the rest stays.
    return { ...growth, types: types.sort((a, b) => compareOrigins(a, b) || Number(a.shrank) - Number(b.shrank)) };
  }
}

/** A class is taken for a part of another one that has grown at least this share as much. */
const LEAST_SHARE_OF_WHOLE = 0.1;

/**
 * The types that are parts of others of these: the objects of those refer to theirs, which do not lead back to them.
 */
function partsAmong(types: readonly TypeGrowth[]): ReadonlySet<TypeGrowth> {
  const byKey = new Map(types.map((type) => [typeKey(type), type]));
  const referred = (type: TypeGrowth) => (type.refersTo ?? []).flatMap((key) => byKey.get(key) ?? []);
  const leadsTo = (from: TypeGrowth, to: TypeGrowth): boolean => {
    const seen = new Set([from]);
    for (const type of seen) for (const next of referred(type)) seen.add(next);
    return seen.has(to);
  };
  const parts = new Set<TypeGrowth>();
  for (const whole of types) {
    for (const part of referred(whole)) {
      if (whole.delta >= LEAST_SHARE_OF_WHOLE * part.delta && !leadsTo(part, whole)) parts.add(part);
    }
  }
  return parts;
}

function compare(counts: TypeCounts, earlier: TypeCounts): Growth {
  const grown: TypeGrowth[] = [];
  for (const [key, type] of counts.types) {
    const delta = type.count - (earlier.types.get(key)?.count ?? 0);
    if (delta > uncertaintyOf(type)) grown.push({ ...type, delta, always: false, shrank: false });
  }
  const parts = partsAmong(grown);
  const least = Math.max(...grown.map(({ delta }) => delta)) * LEAST_SHARE_OF_RESOURCE;
  const telling = Math.max(...grown.filter((type) => isBuiltin(type) && !isGeneric(type)).map(({ delta }) => delta));
  const rank = (type: TypeGrowth) => {
    if (isResource(type, least)) return -1;
    if (isGeneric(type) && telling >= LEAST_SHARE_OF_TELLING * type.delta) return 2;
    return parts.has(type) ? 1 : 0;
  };
  const links = ({ refersTo = [] }: TypeGrowth) => refersTo.length;
  return {
    since: earlier.takenAt,
    takenAt: counts.takenAt,
    ms: Date.parse(counts.takenAt) - Date.parse(earlier.takenAt),
    types: grown.sort((a, b) => compareOrigins(a, b) || rank(a) - rank(b) || b.delta - a.delta || links(b) - links(a)),
    totalDelta: counts.total - earlier.total,
  };
}

/** A resource of Node's that grows by less than this share of what grows most did not bring that. */
const LEAST_SHARE_OF_RESOURCE = 0.02;

/** What grows by less than this share of plain objects, arrays or functions may not be what brings them. */
const LEAST_SHARE_OF_TELLING = 0.25;

/** Whether it is of the classes whose objects come with those of all others, and that nothing tells apart. */
function isGeneric(type: TypeGrowth): boolean {
  return /^(Object|Function|Array( \(empty\))?)$/.test(type.name) && isBuiltin(type);
}

function isBuiltin({ place }: TypeGrowth): boolean {
  return originOf(place?.url ?? null) === 'builtin';
}

function isResource(type: TypeGrowth, least: number): boolean {
  return NODE_RESOURCES.includes(type.name) && isBuiltin(type) && type.delta >= Math.max(2, least);
}

/** By how much two estimates of one count may differ: three standard deviations of what a sample tells. */
function uncertaintyOf({ count, oneOf = 1 }: TypeCount): number {
  return oneOf === 1 ? 0 : 3 * Math.sqrt(2 * count * (oneOf - 1));
}

/** A delta in so many ms as a rate, to a tenth; null where no time has passed. */
export function perMinute(delta: number, ms: number): number | null {
  return ms > 0 ? Math.round((delta * 600_000) / ms) / 10 : null;
}
