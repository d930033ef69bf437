/**
 * The variables that were declared in the console of this realm, and `_`, `_error`, `$0`, …; null prototype, as a
 * program's own may have any name.
 */
export const variables: Record<string, unknown> = Object.create(null);
