import { UserError } from '../errors.js';
import type { StepRecord } from '../injected/lines/step-worker.js';
import type { StepOptions } from '../injected/stepper/step-protocol.js';
import { call, callForHandle, callNow, type Handle } from '../session/call.js';
import { withGroup } from '../session/object-group.js';
import { bundleOf } from '../session/realm.js';
import { PASSING_SCRIPT } from '../session/scripts.js';
import type { Session } from '../session/session.js';
import { functionLocation } from './locate-function.js';
import { breakLocations, loadLines, type RecordLimits } from './record-lines.js';

/** Seldom: what our call allocates in the midst of a line hides what that does. */
const RENEW_MS = 4000;
/** Each statement has a line, at which V8 can stop, and allocates nothing. */
const DO_NOTHING = `(function (a) {\na = 1;\na = 2;\na = 3;\n})\n//# sourceURL=${PASSING_SCRIPT}`;

/**
 * Steps through calls of a function of the main thread, which stands still meanwhile, and records what the heap holds
 * at each place. A worker in the target does it, which ends by itself (see `stepCalls`). Rejects with a UserError where
 * there can be none.
 */
export async function stepThrough(
  session: Session,
  options: Omit<StepOptions, 'nothing'>,
  { forMs, signal }: RecordLimits,
): Promise<StepRecord> {
  return await withGroup(session, 'lines', async (group) => {
    const doNothing = await functionThatDoesNothing(session, group);
    const statements = await breakLocations(session, (await functionLocation(session, doNothing, group))!);
    const nothing = statements.filter(({ type }) => type !== 'return');
    const worker = await callForHandle(session, await loadLines(session), 'newStepWorker', [], group);
    const stop = () => void callNow(session, worker, 'stop').catch(() => {});
    const renewal = setInterval(() => void callNow(session, worker, 'renew').catch(() => {}), RENEW_MS);
    const timer = setTimeout(stop, forMs);
    signal.addEventListener('abort', stop);
    try {
      const record = await call(session, worker, 'run', bundleOf('stepper'), { ...options, nothing }, doNothing);
      if (record !== null) return record;
    } finally {
      clearInterval(renewal);
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    }
    throw new UserError('not-supported', 'the worker that steps through it has failed in the target', {
      hint: 'it may have had too little time (--max-pause); without --step no worker is needed',
    });
  });
}

async function functionThatDoesNothing(
  session: Session,
  objectGroup: string,
): Promise<Handle<(value: number) => void>> {
  const { result } = await session.send('Runtime.evaluate', { expression: DO_NOTHING, objectGroup, silent: true });
  return { objectId: result.objectId! };
}
