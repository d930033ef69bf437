import type { Located } from '../places/place.js';
import type { CallTreeNode } from './call-tree.js';

/** What a function's source makes: an instance of a class, an object with some keys, or a function at a place. */
export type Made =
  | { readonly kind: 'instance'; readonly name: string }
  | { readonly kind: 'literal'; readonly keys: readonly string[] }
  | { readonly kind: 'function'; readonly location: string };

/** A function of the program, by its original source, with what it has allocated by the samples. */
export interface SourceFunction extends Located {
  /** Empty where it has none. */
  readonly name: string;
  readonly makes: readonly Made[];
  /** The names of the variables and properties in it, as the original source has them. */
  readonly mentions: ReadonlySet<string>;
  /** The sizes that it compares with numbers: the names of what has them, as the original source has these. */
  readonly limits: readonly { readonly of: string; readonly limit: number }[];
  /** The names of Maps that it asks before it adds to them, as is done with a cache. */
  readonly asked: ReadonlySet<string>;
  /** Whether setInterval calls it. */
  readonly isRepeated: boolean;
  /** The function around it; null where there is none. */
  readonly around: SourceFunction | null;
  /** Its calls by which something was allocated that is alive; empty where no sample tells. */
  readonly calls: readonly CallTreeNode[];
}
