import { createHash } from 'node:crypto';
import { localPath } from '../places/local-path.js';
import { shortFile, shortNames } from '../places/shorten.js';

/** Names that one way of looking shows and the other does not. */
const NOT_NAMES = new Set([
  'listeners',
  '_events',
  '_eventsCount',
  'main',
  'globalThis',
  'exports',
  '[[WeakMap]]',
  '#signal',
]);

/** Gives the file of a URL or path a name that tells it from the other files of the program. */
export type NameFile = (url: string) => string;

/**
 * Names the files of a program by the shortest end of their paths that is of one alone: the same wherever the program
 * is. That is their last part, unless others end in it too.
 */
export function fileNames(urls: Iterable<string>): NameFile {
  const known = shortNames([...urls].map((url) => localPath(url) ?? url));
  return (url) => {
    const [short, name] = [shortFile(url), known.get(localPath(url) ?? url)];
    return name !== undefined && name.length > short.length ? name : short;
  };
}

/**
 * The signature of a leak: eight hex digits of the file and of the names that lead to what holds it. Keys, indexes,
 * @ids, lines and what versions of Node call their own are left out, so that it is the same in every run and in every
 * way of looking.
 */
export function signatureOf(module: string | null, names: readonly string[], nameFile: NameFile = shortFile): string {
  const kept = names.filter((name) => !NOT_NAMES.has(name) && !name.startsWith('<symbol '));
  const text = [module === null ? '' : nameFile(module).replace(/\.[cm]?[jt]sx?$/, ''), ...kept].join('\n');
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

/**
 * The names on a path as a walk writes it: `main.bus.listeners("tick")[59] › conn` has `bus`, `tick` and `conn`.
 */
export function namesIn(path: string): string[] {
  const text = path
    .replace(/^([^"([]*?: |main\.)(module\.(exports\.)?)?/, '')
    .replace(/\.\[\[WeakMap\]\]/g, '')
    .replace(EVENTS, (_, event: string) => `.${event.replaceAll('.', NO_DOT)}`)
    .replace(KEYS, '');
  return text
    .split(/\s›\s|\./)
    .filter((name) => name !== '' && name !== 'globalThis' && !/^\d+$/.test(name))
    .map((name) => name.replaceAll(NO_DOT, '.'));
}

/** A path without keys and indexes: they are data. Names of events stay. */
export function withoutKeys(path: string): string {
  const withoutMapKeys = path.replace(/\.get\((?:[^()"]|"(?:[^"\\]|\\.)*")*\)/g, '.get(…)');
  return withoutMapKeys.replace(/\["(?:[^"\\]|\\.)*"\]/g, '[…]');
}

const EVENTS = /\.listeners\("((?:[^"\\]|\\.)*)"\)/g;
/** Stands for a dot in the name of an event, at which names are not parted. */
const NO_DOT = '\0';

const KEYS = /\.get\((?:[^()"]|"(?:[^"\\]|\\.)*")*\)|\["(?:[^"\\]|\\.)*"\]|\[[^\]]*\]/g;
