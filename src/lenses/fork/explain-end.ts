import type { ChildEnd } from '../../injected/fork/child.js';

/** How a child ended that did not do its work, and what to do about it. */
export interface ChildFailure {
  readonly cause: string;
  /** Another fork may well succeed: it met a lock or a thread at a bad moment. */
  readonly mayRetry: boolean;
  /** It touched memory that is not there: V8's memory is to be found the thorough way. */
  readonly lacksMemory: boolean;
  /** What the user can do, as a sentence goes on; null: nothing in particular. */
  readonly advice: string | null;
}

const SIGNALS: Readonly<Record<number, string>> = {
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  11: 'SIGSEGV',
  31: 'SIGSYS',
};

const MORE_TIME = 'more time is allowed with --max-fork-time 10m, in the console with .budget --fork-time 10m';
/** In what is said of memory: by V8, or the C++ library. */
const OUT_OF_MEMORY = /out of memory|allocation failed|bad_alloc/i;

/** Tells why a child failed; null if it did its work. `status`: all that it said. */
export function explainEnd({ exitCode, signal }: ChildEnd, status: string): ChildFailure | null {
  if (exitCode === 0) return null;
  const fail = (cause: string, more: Partial<ChildFailure> = {}): ChildFailure => {
    return { cause, mayRetry: false, lacksMemory: false, advice: null, ...more };
  };
  const given = /^X (.+)$/m.exec(status)?.[1];
  if (given !== undefined) return fail(given, { mayRetry: !given.startsWith('no ') });
  const thrown = /^E (?:Error: )?(.+)$/m.exec(status)?.[1];
  if (thrown !== undefined) return fail(thrown);
  if (OUT_OF_MEMORY.test(status)) return fail('it needed more memory than it was given');
  if (exitCode === null && signal === null) return fail('somebody else waited for it, so nobody knows how it ended');
  if (signal === 9) return fail('it was killed: memory ran out, or its parent ended');
  if (signal === 13) return fail('nobody read what it wrote');
  if (signal === 14) return fail('it took longer than is allowed', { advice: MORE_TIME });
  const last = status.trim().split('\n').at(-1);
  const said = last ? `: ${last.slice(0, 200)}` : '';
  const cause = signal === null ? `it ended with exit code ${exitCode}` : `it crashed (${SIGNALS[signal] ?? signal})`;
  return fail(cause + said, { mayRetry: true, lacksMemory: signal === 11 || signal === 7 });
}
