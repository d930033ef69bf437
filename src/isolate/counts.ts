import type { GrowthSeries } from './growth-series.js';

/** How many objects of a type there are. */
export interface TypeCount {
  readonly name: string;
  /** Where the constructor stands: the script's URL and the line from 1; null for V8's own. */
  readonly source: { readonly script: string; readonly line: number } | null;
  readonly count: number;
}

/** A count of all objects by type: numbers and names, nothing of the target. */
export interface Census {
  /** ISO 8601. */
  readonly takenAt: string;
  /** Objects in all. */
  readonly total: number;
  /** By `typeKey`; the most numerous first. */
  readonly types: ReadonlyMap<string, TypeCount>;
}

/** What a type is known by, from one census to the next. */
export function typeKey({ name, source }: Pick<TypeCount, 'name' | 'source'>): string {
  return source === null ? name : `${name}\n${source.script}:${source.line}`;
}

/** The counts of an isolate that later ones are compared with. */
export class Counts {
  /** The last census: a walk tells how much of it it reaches. */
  census: Census | null = null;
  /** The looks of `.growth`, without those since a mark. */
  growth: GrowthSeries | null = null;
  /** By the names that `.mark` was given. */
  readonly marks = new Map<string, Census>();
}
