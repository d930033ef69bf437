import { setTimeout as delay } from 'node:timers/promises';
import { messageOf, UserError } from '../../errors.js';
import type { EvaluationAnswer } from '../../injected/console/evaluation.js';
import type { Entries } from '../../injected/entries.js';
import { call, callNow, type Handle } from '../../session/call.js';
import { loadEntry } from '../../session/entry.js';
import type { Session } from '../../session/session.js';
import { loopTurns } from '../../session/turning.js';
import type { Isolate } from '../isolate.js';
import { moduleNames, NO_SCOPES, type Scopes } from '../modules/scopes.js';
import { eventLoopBusyError, Interrupted, type WaitOptions, waitForTarget, withTimeout } from '../wait-for-target.js';
import { simpleSource } from './simple-source.js';
import type { Source } from './source.js';

/** The value of an evaluation. */
export interface Evaluation {
  /** What `typeof` says of it; `null` for null. */
  readonly type: string;
  /** The value itself; only of a boolean, a finite number, a string of up to 10,000 characters, and null. */
  readonly value?: unknown;
  /** The value as Node's console prints it, bounded; empty where it was not to be printed. */
  readonly text: string;
}

/** The evaluated code threw. `text` is the target's own error, with its stack and without frames of ours. */
export class EvaluationError extends UserError {
  readonly text: string;
  /** The name of the error's class, empty if what was thrown is no error. */
  readonly errorName: string;

  constructor(errorName: string, message: string, text: string, hint: string | null = null) {
    super('evaluation-threw', errorName ? `${errorName}: ${message}` : text.split('\n', 1)[0], { hint });
    this.errorName = errorName;
    this.text = text;
  }
}

/** How a line is evaluated, and how long we wait for the target. */
export interface EvaluateOptions extends WaitOptions {
  /** Columns of the lines in which the value is printed; null: it is not, as printing may run code of its own. */
  readonly width: number | null;
}

/**
 * Evaluates a line in the target, first in the current module's scope, then globally.
 *
 * Throws a SourceError if it cannot be parsed, an EvaluationError if it throws, and a UserError if it is refused or
 * ended.
 */
export async function evaluate(isolate: Isolate, text: string, options: EvaluateOptions): Promise<Evaluation> {
  const { readOnly, description } = isolate.process;
  if (readOnly && description.runtime.startsWith('deno ')) throw notReadOnly();
  const source = simpleSource(text) ?? (await import('./source.js')).prepareSource(text);
  if (source.assignsToMain) throw refusedAssignment(source.assignsToMain);
  const answer =
    moduleNames(isolate, source).length > 0
      ? await evaluateInModule(isolate, source, options)
      : await evaluateSource(isolate, source, NO_SCOPES, options);
  switch (answer.outcome) {
    case 'value':
      for (const name of [...source.declares.map(({ name }) => name), ...answer.made])
        isolate.console.variables.add(name);
      if (answer.made.length > 0) options.notice(madeVariables(answer.made));
      return 'value' in answer
        ? { type: answer.type, value: answer.value, text: answer.text }
        : { type: answer.type, text: await readableFrames(isolate, answer.text) };
    case 'error': {
      const text = await readableFrames(isolate, answer.text);
      throw await explain(isolate, new EvaluationError(answer.name, answer.message, text), options);
    }
    case 'binding':
      throw refusedAssignment(answer.name);
    case 'side-effect':
      throw new UserError('read-only', 'refused: this would change something in the target, or V8 cannot rule it out', {
        hint: readOnlyHint(isolate, source),
      });
    case 'timeout':
      throw new UserError(
        'timeout',
        `the evaluation took longer than ${isolate.process.timeoutMs / 1000} s and was ended`,
        { hint: 'allow more time with --timeout' },
      );
    case 'event-loop-busy':
      throw eventLoopBusyError(isolate.process.timeoutMs);
    case 'waits':
      throw new UserError(
        'not-turning',
        'what this awaits cannot come: the event loop of the worker does not turn now',
        {
          hint: 'it is parked in Atomics.wait, or loops; without await the promise itself is shown',
        },
      );
    case 'terminated':
      throw new Interrupted('the evaluation was ended');
  }
}

/** V8's check that an evaluation changes nothing needs a session from inside, which Deno has not. */
function notReadOnly(): UserError {
  return new UserError('not-supported', '--read-only cannot be kept by an evaluation in Deno', {
    hint: 'commands that look work with it: .collections, .types, .mem',
  });
}

/** Evaluates a line that may mention variables of modules: finds these first. */
async function evaluateInModule(isolate: Isolate, source: Source, options: EvaluateOptions): Promise<Answer> {
  const { session } = isolate;
  const hasBegun = () => Promise.race([turn(isolate), delay(150, false)]);
  const { withGroup } = await import('../../session/object-group.js');
  return await withGroup(session, 'scopes', async (group) => {
    const scopes = await withTimeout(isolate.process.timeoutMs, options, (wait) =>
      waitForTarget(session, lookUp(isolate, source, wait, group), { ...wait, hasBegun }),
    );
    return await evaluateSource(isolate, source, scopes, options);
  });
}

/** `event-loop-busy`: the target has not come to it in time. */
type Answer = EvaluationAnswer | { readonly outcome: 'event-loop-busy' };

async function evaluateSource(
  isolate: Isolate,
  { code, awaits, boxed, names, assigns, declares }: Source,
  { current, main, file }: Scopes,
  { width, notice, signal }: EvaluateOptions,
): Promise<Answer> {
  const { session, console } = isolate;
  const { readOnly, timeoutMs } = isolate.process;
  if (signal.aborted) throw new Interrupted();
  const state = await withTimeout(timeoutMs, { notice, signal }, (wait) =>
    waitForTarget(session, console.state(), wait),
  );
  const id = ++console.lastEvaluation;
  const request = { id, code, awaits, boxed, names, assigns, declares, timeoutMs, readOnly, file };
  const show = width === null ? null : { width, customInspect: !readOnly };
  if (!(await loopTurns(session))) {
    // Until it is done, or V8 ends it in time, the worker hears of nothing else.
    const answer = callNow(session, state, 'evaluateAtOnce', { ...request, show }, current, main);
    return await waitForTarget(session, answer, { notice, signal, hasBegun: async () => true });
  }
  const answer = call(session, state, 'evaluate', { ...request, show }, current, main);
  // The question itself fails where the code has used up the stack.
  const hasBegun = async () => (await callNow(session, state, 'lastBegun').catch(() => id)) >= id;
  const ended = endEarly({ session, state, id, signal, timeoutMs, hasBegun });
  try {
    // A function of ours that is called meanwhile has side effects too, for which V8 would end a line that may have
    // none.
    const isUnderWay = readOnly ? async () => true : hasBegun;
    const outcome = await waitForTarget(session, answer, { notice, signal: ended.gaveUp, hasBegun: isUnderWay });
    return outcome.outcome === 'terminated' ? (ended.late() ?? outcome) : outcome;
  } catch (error) {
    const late = ended.late();
    if (late) return late;
    throw error;
  } finally {
    ended.release();
  }
}

/** A name that is not defined, though the code has it, is explained; any other error stays as it is. */
async function explain(isolate: Isolate, error: EvaluationError, wait: WaitOptions): Promise<UserError> {
  const [, name] = /^(\S+) is not defined$/.exec(error.message.replace(/^ReferenceError: /, '')) ?? [];
  if (error.errorName !== 'ReferenceError' || !name) return error;
  const { explainMissing } = await import('./explain-missing-name.js');
  const explained = await explainMissing(isolate, name, wait);
  if (typeof explained !== 'string') return explained ?? error;
  return new EvaluationError(error.errorName, `${name} is not defined`, error.text, explained);
}

/** Forgets what was declared in the console. */
export async function forgetVariables({ session, console }: Isolate): Promise<void> {
  console.variables.clear();
  await callNow(session, await console.state(), 'forgetVariables');
}

/** Settles with true when the target's event loop has turned; with false where that cannot be told. */
async function turn({ session }: Isolate): Promise<boolean> {
  const turned = call(session, await loadEntry(session, 'process'), 'turn');
  // A promise that nobody can settle any more may be collected, of which V8 complains.
  return await turned.then(
    () => true,
    () => false,
  );
}

/** What finds modules is loaded when a line needs one: half of the program's code, and `1+1` needs none. */
async function lookUp(...args: Parameters<typeof import('../modules/lookup.js').scopesFor>): Promise<Scopes> {
  const { scopesFor } = await import('../modules/lookup.js');
  return scopesFor(...args);
}

/** Loaded where there may be a stack: most lines that the shell evaluates give a number. */
async function readableFrames(isolate: Isolate, text: string): Promise<string> {
  const { cleanFrames } = await import('./clean-frames.js');
  return await cleanFrames(isolate, text);
}

/**
 * An evaluation that V8 ends by itself. Where a termination has hit our own function instead of the code below it on
 * the stack, V8 takes it to be in progress, and starts no other, until one has succeeded
 * (V8Debugger::reportTermination).
 */
const TERMINATED = { expression: 'for (;;);', timeout: 1, silent: true };

/**
 * Whether V8 has answered that it runs no code at all: a termination of its own, meant for the code below us on the
 * stack, has hit our function instead, and is still in force for whatever is called, while that code goes on.
 */
function runsNothing(error: unknown): boolean {
  return /^(Internal error|Couldn't parse value object in call argument)$/.test(messageOf(error));
}

/**
 * Ends an evaluation in the target when the signal is aborted, or when it has not ended in time, which the target sees
 * to only where it awaits. `gaveUp` is aborted two seconds later, if by then it has still not answered; `late` tells
 * what came of it where it was the time that ended it.
 */
function endEarly({
  session,
  state,
  id,
  signal,
  timeoutMs,
  hasBegun,
}: {
  session: Session;
  state: Handle<Entries['console']>;
  id: number;
  signal: AbortSignal;
  timeoutMs: number;
  hasBegun: () => Promise<boolean>;
}) {
  const gaveUp = new AbortController();
  const giveUp = () => gaveUp.abort();
  let graceTimer: NodeJS.Timeout | undefined;
  let late: { readonly outcome: 'timeout' | 'event-loop-busy' } | null = null;
  let isOver = false;
  const end = () => session.alone(() => endAgainAndAgain().catch(giveUp));
  const endAgainAndAgain = async () => {
    graceTimer ??= setTimeout(giveUp, 2000);
    // Again and again, as what never ends may be many callbacks, and ours not the one that runs at the moment.
    while (!isOver && !gaveUp.signal.aborted) {
      const isStuck = await callNow(session, state, 'interrupt', id).then(() => false, runsNothing);
      // What runs is the line, or this would be answered.
      if (isStuck) await session.send('Runtime.terminateExecution').catch(() => {});
      await delay(5);
      if (!isOver) await session.send('Runtime.evaluate', TERMINATED).catch(() => {});
    }
  };
  const endLate = async () => {
    // A target that is blocked in native code does not even tell.
    const begun = await Promise.race([hasBegun(), delay(500, false)]);
    late = { outcome: begun ? 'timeout' : 'event-loop-busy' };
    await end();
  };
  const onAbort = () => void end();
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(() => endLate().catch(giveUp), timeoutMs);
  const release = () => {
    isOver = true;
    clearTimeout(timer);
    clearTimeout(graceTimer);
    signal.removeEventListener('abort', onAbort);
  };
  return { gaveUp: gaveUp.signal, late: () => late, release };
}

function readOnlyHint({ session }: Isolate, { declares }: Source): string {
  if (session.asksByName) return 'the service has opened its console for looking alone (`readOnly`)';
  return declares.length > 0
    ? 'a variable of the console lives in the target: attach without --read-only to declare one'
    : 'attach without --read-only to evaluate it';
}

function madeVariables(names: readonly string[]): string {
  const are = names.length === 1 ? 'is a variable' : 'are variables';
  return `${names.join(', ')} ${are} of this console now, not of the service`;
}

function refusedAssignment(name: string): UserError {
  return new UserError(
    'assignment-refused',
    `${name} is a variable of the module, and V8 gives the console a copy of it: assigning would change nothing`,
    { hint: 'change what it refers to instead, as in `cache.clear()`' },
  );
}
