/** What no census sees. */
export const UNSEEN_BY_CENSUS =
  'A census does not see strings, numbers, most objects without prototype, and what is V8’s own.';
