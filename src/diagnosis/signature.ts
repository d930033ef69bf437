import { createHash } from 'node:crypto';
import { shortFile } from '../places/shorten.js';

/** Names that one way of looking shows and the other does not. */
const NOT_NAMES = new Set(['listeners', '_events', '_eventsCount', 'main', 'globalThis', 'exports', '[[WeakMap]]']);

/**
 * The signature of a leak: eight hex digits of the file and of the names that lead to what holds it. Keys, indexes,
 * @ids, lines and what versions of Node call their own are left out, so that it is the same in every run and in every
 * way of looking.
 */
export function signatureOf(module: string | null, names: readonly string[]): string {
  const kept = names.filter((name) => !NOT_NAMES.has(name) && !name.startsWith('<symbol '));
  const text = [module === null ? '' : shortFile(module).replace(/\.[cm]?[jt]sx?$/, ''), ...kept].join('\n');
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

/** The names on a path as a walk writes it: `main.bus.listeners("tick")[59] › conn` has `bus` and `conn`. */
export function namesIn(path: string): string[] {
  const text = path
    .replace(/^(main\.|[^"([]*?: )(module\.(exports\.)?)?/, '')
    .replace(/\.\[\[WeakMap\]\]/g, '')
    .replace(KEYS, '');
  return text.split(/\s›\s|\./).filter((name) => name !== '' && name !== 'globalThis' && !/^\d+$/.test(name));
}

/** A path without keys and indexes: they are data. Names of events stay. */
export function withoutKeys(path: string): string {
  const withoutMapKeys = path.replace(/\.get\((?:[^()"]|"(?:[^"\\]|\\.)*")*\)/g, '.get(…)');
  return withoutMapKeys.replace(/\["(?:[^"\\]|\\.)*"\]/g, '[…]');
}

const KEYS =
  /\.listeners\("(?:[^"\\]|\\.)*"\)|\.get\((?:[^()"]|"(?:[^"\\]|\\.)*")*\)|\["(?:[^"\\]|\\.)*"\]|\[[^\]]*\]/g;
