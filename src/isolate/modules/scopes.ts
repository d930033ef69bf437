import type { Handle } from '../../session/call.js';
import type { Source } from '../console/source.js';
import type { Isolate } from '../isolate.js';

/** Values of a module’s top-level variables, by name. */
export type Bindings = Record<string, unknown>;

/** The bindings that an evaluation sees, read afresh: of the current module, and of the main one if it is mentioned. */
export interface Scopes {
  readonly current: Handle<Bindings> | null;
  readonly main: Handle<Bindings> | null;
  /** The current module's file, from which it requires and imports; null without one. */
  readonly file: string | null;
}

/** For a line that mentions no module’s variable. */
export const NO_SCOPES: Scopes = { current: null, main: null, file: null };

/** Names that are the same in every module's code: an evaluation of these alone needs no module. */
const EVERYWHERE = new Set(['globalThis', 'process', 'undefined', 'NaN', 'Infinity']);

/**
 * The names of a line that may be a module's: those that are neither the same everywhere nor declared in the console.
 */
export function moduleNames(isolate: Isolate, { names }: Pick<Source, 'names'>): string[] {
  return names.filter((name) => !EVERYWHERE.has(name) && !isolate.console.variables.has(name));
}
