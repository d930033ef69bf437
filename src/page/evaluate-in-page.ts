import type { Protocol } from 'devtools-protocol';
import { UserError } from '../errors.js';
import { type Evaluation, EvaluationError } from '../isolate/console/evaluate.js';
import { Interrupted, type WaitOptions } from '../isolate/wait-for-target.js';
import { type Handle, OBJECT_GROUP } from '../session/call.js';
import { ProtocolError } from '../session/protocol.js';
import type { Page } from './page.js';
import { printValue } from './print-value.js';

/** After how long a wait is explained, ms. */
const NOTICE_AFTER = 1000;
/** A longer text is not given as a value. */
const MOST_CHARACTERS = 10_000;

/** What is evaluated here is kept by V8 as `$_`, the last of it. */
const CONSOLE = 'console';

/** Lets go of the last value. */
export async function forgetLastValue({ session }: Page): Promise<void> {
  await session.send('Runtime.releaseObjectGroup', { objectGroup: CONSOLE });
}

/**
 * Evaluates a line in a page as the console of DevTools does, with its variables (`$0`, `$_`) and helpers. Throws an
 * EvaluationError if it throws or cannot be parsed, and a UserError if it is refused or ended.
 */
export async function evaluateInPage(page: Page, expression: string, wait: WaitOptions): Promise<Evaluation> {
  const result = await evaluateRemotely(page, expression, wait, CONSOLE);
  if (result.objectId) await page.session.send('Runtime.releaseObject', { objectId: result.objectId });
  return describe(result);
}

/**
 * Does something with the value of an expression while it is held. Throws what `evaluateInPage` throws, and a UserError,
 * `no-object`, where the value is no object.
 */
export async function withValueInPage<T>(
  page: Page,
  expression: string,
  wait: WaitOptions,
  use: (value: Handle) => Promise<T>,
): Promise<T> {
  const { type, objectId } = await evaluateRemotely(page, expression, wait, OBJECT_GROUP);
  if (!objectId) {
    throw new UserError('no-object', `${expression} is of type ${type}, and only objects have an @id`, {
      hint: 'ask for the object that has it as a property',
    });
  }
  try {
    return await use({ objectId });
  } finally {
    await page.session.send('Runtime.releaseObject', { objectId }).catch(() => {});
  }
}

async function evaluateRemotely(
  page: Page,
  expression: string,
  wait: WaitOptions,
  objectGroup: string,
): Promise<Protocol.Runtime.RemoteObject> {
  const { session, readOnly, timeoutMs } = page;
  const answer = session.send('Runtime.evaluate', {
    expression,
    replMode: true,
    awaitPromise: true,
    includeCommandLineAPI: !readOnly,
    throwOnSideEffect: readOnly,
    timeout: timeoutMs,
    objectGroup,
    generatePreview: true,
    silent: true,
  });
  const { result, exceptionDetails } = await untilAnswered(answer, page, wait);
  if (exceptionDetails) throw explain(exceptionDetails);
  return result;
}

function describe(result: Protocol.Runtime.RemoteObject): Evaluation {
  const type = result.subtype === 'null' ? 'null' : result.type;
  const isPlain =
    ['null', 'boolean'].includes(type) ||
    (type === 'number' && 'value' in result) ||
    (type === 'string' && String(result.value).length <= MOST_CHARACTERS);
  const evaluation = { type, text: printValue(result) };
  return isPlain ? { ...evaluation, value: result.value } : evaluation;
}

function explain({ exception, text }: Protocol.Runtime.ExceptionDetails): UserError {
  if (!exception) return new EvaluationError('', '', text);
  const { subtype, className = '', description = '' } = exception;
  if (/^EvalError: Possible side-effect in debug-evaluate/.test(description)) {
    return new UserError('read-only', 'refused: this would change something in the page, or V8 cannot rule it out', {
      hint: 'attach without --read-only to evaluate it',
    });
  }
  const [message] = description.replace(/^[\w$.]*: /, '').split('\n', 1);
  return subtype === 'error'
    ? new EvaluationError(className, message, description)
    : new EvaluationError('', '', printValue(exception));
}

/**
 * Waits for the answer to an evaluation, and says so after a second. Whoever gives up leaves the page at it: ended it
 * could only be together with what runs there at that moment, which may be the page's own.
 */
function untilAnswered<T>(answer: Promise<T>, { timeoutMs }: Page, { notice, signal }: WaitOptions): Promise<T> {
  return new Promise((resolve, reject) => {
    const hint = `the page is at it until it is done, or for ${timeoutMs / 1000} s (--timeout)`;
    const interrupt = () => reject(new Interrupted('interrupted', hint));
    const timer = setTimeout(notice, NOTICE_AFTER, 'waiting for the page (Ctrl-C gives up)');
    if (signal.aborted) interrupt();
    else signal.addEventListener('abort', interrupt, { once: true });
    answer
      .then(resolve, (error) => reject(isTimeout(error) ? timedOut(timeoutMs) : error))
      .finally(() => {
        clearTimeout(timer);
        signal.removeEventListener('abort', interrupt);
      });
  });
}

/** V8 answers so when it has ended an evaluation. */
function isTimeout(error: unknown): boolean {
  return error instanceof ProtocolError && /terminated|Internal error/.test(error.message);
}

function timedOut(timeoutMs: number): UserError {
  return new UserError('timeout', `the evaluation took longer than ${timeoutMs / 1000} s and was ended`, {
    hint: 'allow more time with --timeout',
  });
}
