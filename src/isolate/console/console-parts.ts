import { createNames } from '../../injected/create-names.js';
import { createRunner } from '../../injected/create-runner.js';
import { describeOutcome } from '../../injected/describe-outcome.js';
import { evaluate } from '../../injected/evaluate.js';
import { handleRejections } from '../../injected/handle-rejections.js';
import { hasOwn } from '../../injected/has-own.js';
import { leaveAsyncScopes } from '../../injected/leave-async-scopes.js';
import type { ConsoleParts } from '../../injected/open-console.js';
import { show } from '../../injected/show.js';

/** What evaluates in the target (see `openConsole`). */
export const CONSOLE_PARTS: ConsoleParts = {
  evaluate,
  createNames,
  createRunner,
  describeOutcome,
  handleRejections,
  hasOwn,
  leaveAsyncScopes,
  show,
};
