import type { PsResult } from './cli/ps.js';
import type { Commands } from './registry.js';
import type { HelpResult } from './repl/help.js';
import type { ResultOf } from './run-by-name.js';

// What `--json` prints, as types: scripts/describe-json.mjs makes the JSON Schemas of them.

export type { ErrorLine, ResultLine } from './dispatch/json-report.js';

/** The `result` of a line, by its command. */
export type Results = { readonly [N in keyof Commands]: ResultOf<N> } & {
  readonly ps: PsResult;
  readonly help: HelpResult;
};
