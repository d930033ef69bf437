import { setTimeout as sleep } from 'node:timers/promises';
import type { LiveContext } from '../dispatch/command.js';
import { ExitCode, UserError } from '../errors.js';
import { Interrupted } from '../isolate/wait-for-target.js';
import {
  type AllocResult,
  type DescribeOptions,
  describeLook,
  describeSampling,
} from '../lenses/sampling/alloc-result.js';
import { endSampling, newSampling, type SamplingSettings, startSampling } from '../lenses/sampling/start-sampling.js';

/** How often to tell, and how far apart, ms; the first time after so long a time. */
export interface Telling {
  readonly everyMs: number;
  readonly times: number;
  /** Whether a sampling of ours that runs already is told of; else there may be none. */
  readonly joins: boolean;
}

/** Tells again and again what is alive; starts the sampling and ends it, unless it joins one that runs. */
export async function* tellRepeatedly(
  context: LiveContext,
  { everyMs, times, joins }: Telling,
  settings: SamplingSettings,
  options: DescribeOptions,
): AsyncGenerator<AllocResult> {
  const { isolate, signal } = context;
  const isOurs = !joins || isolate.sampling === null;
  if (isOurs) await startSampling(isolate, settings);
  try {
    for (let time = 1; time <= times; time++) {
      await sleep(everyMs, undefined, { signal }).catch(() => {});
      if (signal.aborted && time > 1) return;
      if (signal.aborted) throw new Interrupted();
      yield await tell(context, options, { ends: isOurs && time === times });
    }
  } finally {
    // The end of a session ends its sampling for nothing.
    if (isOurs && isolate.sampling && !context.endsSession) await endSampling(isolate);
  }
}

/** Tells what is alive of what was allocated since the start, or since a mark. */
export async function tell(
  { isolate, use }: LiveContext,
  options: DescribeOptions,
  { mark = null, ends = false }: { readonly mark?: string | null; readonly ends?: boolean } = {},
): Promise<AllocResult> {
  const { answer } = await use('allocations', { ends });
  const { sampling } = answer;
  const since = (mark === null ? sampling?.start : sampling?.marks.get(mark)) ?? null;
  return await describeLook(isolate, answer, since, mark, options);
}

/** Makes this moment a beginning with a name. Throws a UserError, `not-sampling`, where nobody samples. */
export async function setMark({ isolate, use }: LiveContext, name: string | undefined): Promise<AllocResult> {
  if (name === undefined) {
    const hint = '.alloc mark before, then .alloc diff before';
    throw new UserError('usage', 'a mark needs a name', { hint, exitCode: ExitCode.usage });
  }
  const { answer } = await use('allocations', { ends: false });
  // Whose sampling we have not met before is read from now on.
  isolate.sampling ??= newSampling(answer.moment, { intervalBytes: null, isExact: false, countsGarbage: false });
  isolate.sampling.marks.set(name, answer.moment);
  return describeSampling(isolate.sampling, name, answer.moment);
}

/** The name of a mark; of the latest where none is asked for. Throws a UserError where there is none. */
export function findMark({ isolate: { sampling } }: LiveContext, name: string | undefined): string {
  const names = [...(sampling?.marks.keys() ?? [])];
  const found = name ?? names.at(-1);
  if (found !== undefined && names.includes(found)) return found;
  throw new UserError('unknown-mark', name === undefined ? 'there is no mark' : `there is no mark ${name}`, {
    hint:
      names.length > 0
        ? `these were set: ${names.join(', ')}`
        : `set one while .alloc runs: .alloc mark ${name ?? 'before'}`,
  });
}
