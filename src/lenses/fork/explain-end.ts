import type { ChildState } from '../../injected/fork/forks.js';

/** How a child ended that did not do its work, and what to do about it. */
export interface ChildFailure {
  readonly cause: string;
  /** Another fork may well succeed: it met a lock or a thread at a bad moment. */
  readonly mayRetry: boolean;
  /** It touched memory that is not there: V8's memory is to be found the thorough way. */
  readonly lacksMemory: boolean;
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

/** Tells why a child failed; null if it did its work. `status`: all that it said. */
export function explainEnd(ended: NonNullable<ChildState['ended']>, status: string): ChildFailure | null {
  const { exitCode, signal } = ended;
  if (exitCode === 0) return null;
  const once = (cause: string): ChildFailure => ({ cause, mayRetry: false, lacksMemory: false });
  const given = /^X (.+)$/m.exec(status)?.[1];
  if (given !== undefined) return { cause: given, mayRetry: !given.startsWith('no '), lacksMemory: false };
  const thrown = /^E (.+)$/m.exec(status)?.[1];
  if (thrown !== undefined) return once(thrown);
  if (/out of memory|allocation failed|bad_alloc/i.test(status)) return once('it needed more memory than it was given');
  if (exitCode === null && signal === null) return once('somebody else waited for it, so nobody knows how it ended');
  if (signal === 9) return once('it was killed: memory ran out, or its parent ended');
  if (signal === 13) return once('nobody read what it wrote');
  if (signal === 14) return once('it took too long');
  const last = status.trim().split('\n').at(-1);
  const said = last ? `: ${last.slice(0, 200)}` : '';
  const cause = signal === null ? `it ended with exit code ${exitCode}` : `it crashed (${SIGNALS[signal] ?? signal})`;
  return { cause: cause + said, mayRetry: true, lacksMemory: signal === 11 || signal === 7 };
}
