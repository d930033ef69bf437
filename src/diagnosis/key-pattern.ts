import type { KeyPattern } from './kinds.js';

/** A key of a collection: V8's type of the node, and its text, or the class of an object. */
export interface KeySample {
  readonly type: string;
  readonly text: string;
}

/** What keys of a pattern are, in words. */
export const KEYS_SAID: Readonly<Record<KeyPattern, string>> = {
  timer: 'timers',
  object: 'objects',
  counting: 'texts that count up',
  time: 'times',
  request: 'ids or addresses, each of which comes once',
};

const FEWEST = 10;
/** From this share on, keys that look alike are a pattern. */
const MOST = 0.8;

/** ISO 8601, or ms or s since 1970 in this century. */
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d|(?<!\d)1[4-9]\d{8}(\d{3})?(?!\d)/;
/** A UUID, a long hexadecimal number, a token, a path or URL with a number. */
const REQUEST = /[0-9a-f]{8}-[0-9a-f]{4}-|^[0-9a-f]{12,}$|^[\w-]{20,}$|^(https?:\/)?\/\S*\d/i;
const COUNTING = /^\D*\d+\D*$/;

/** What the keys of a collection look like; null where nothing is to be said. */
export function patternOf(keys: readonly KeySample[]): KeyPattern | null {
  if (keys.length < FEWEST) return null;
  const share = (holds: (key: KeySample) => boolean) => keys.filter(holds).length / keys.length;
  if (share(({ type, text }) => type === 'object' && /^(Timeout|Immediate)$/.test(text)) >= MOST) return 'timer';
  if (share(({ type }) => type === 'object' || type === 'closure') >= MOST) return 'object';
  if (share(({ text }) => TIME.test(text)) >= MOST) return 'time';
  if (share(({ text }) => REQUEST.test(text)) >= MOST) return 'request';
  if (share(({ text }) => COUNTING.test(text)) >= MOST) return 'counting';
  return null;
}
