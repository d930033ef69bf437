import { UserError } from '../../errors.js';
import type { Isolate } from '../../isolate/isolate.js';
import { callNow } from '../../session/call.js';
import { loadEntry } from '../../session/entry.js';

const ACTIVITY = 'without inlining';
/**
 * How often the target looks whether we are still there, and how often we say so, ms. After four looks without it
 * inlines again.
 */
const CLOCK = { tickMs: 3000, renewEveryMs: 4000 };

/**
 * Lets V8 inline nothing in the whole process, until `resumeInlining`, or we detach, or end without a word. It stalls
 * the target for a walk through its heap. Throws a UserError where the program measures its coverage, which this
 * would end, or where nothing may be changed.
 */
export async function stopInlining(
  { session, activities, process }: Isolate,
  { tickMs, renewEveryMs } = CLOCK,
): Promise<void> {
  if (process.readOnly) {
    throw new UserError('read-only', '--exact changes how V8 compiles, and --read-only was given', {
      hint: 'leave out --exact: the functions that hot code inlines are then counted with those around them',
    });
  }
  const entry = await loadEntry(session, 'inlining');
  if (await callNow(session, entry, 'measuresCoverage')) {
    throw new UserError(
      'not-supported',
      'the program measures its coverage (NODE_V8_COVERAGE), which --exact would end',
      {
        hint: 'leave out --exact, or start the program without NODE_V8_COVERAGE',
      },
    );
  }
  await callNow(session, entry, 'stop', tickMs);
  const renewal = setInterval(() => callNow(session, entry, 'renew').catch(() => {}), renewEveryMs);
  renewal.unref();
  session.ended.then(() => clearInterval(renewal));
  activities.start(ACTIVITY).addEventListener('abort', () => {
    clearInterval(renewal);
    callNow(session, entry, 'resume').catch(() => {});
  });
}

/** Lets V8 inline again, if it does not. Does not wait for it: what is asked next comes after it. */
export function resumeInlining({ activities }: Isolate): void {
  activities.stop(ACTIVITY);
}
