import type { ChildProcess } from 'node:child_process';

/** What a child process writes. */
export interface Output {
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Both, in the order in which they came. */
  readonly all: () => string;
  /** Resolves once it matches; rejects, showing it, if the process ends first or 120 s pass. */
  readonly wrote: (pattern: RegExp) => Promise<RegExpExecArray>;
}

/** Gathers what a child process writes; `name` is what it is called where it fails. */
export function outputOf(child: ChildProcess, name: string): Output {
  const written = { stdout: '', stderr: '', all: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]!.setEncoding('utf8').on('data', (chunk: string) => {
      written[stream] += chunk;
      written.all += chunk;
      child.emit('wrote');
    });
  }
  const wrote = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const settle = (end: () => void): void => {
        clearTimeout(timer);
        child.off('wrote', look).off('close', close).off('error', failed);
        end();
      };
      const fail = (why: string) =>
        settle(() => reject(new Error(`${name}: ${why}\nstdout:\n${written.stdout}\nstderr:\n${written.stderr}`)));
      const look = () => {
        const match = pattern.exec(written.all);
        if (match) settle(() => resolve(match));
      };
      const close = (code: number | null, signal: string | null) =>
        fail(`ended with ${code ?? signal}, not ${pattern}`);
      const failed = (error: Error) => fail(error.message);
      const timer = setTimeout(() => fail(`wrote nothing like ${pattern} in 120 s`), 120_000);
      child.on('wrote', look).on('close', close).on('error', failed);
      look();
    });
  return { stdout: () => written.stdout, stderr: () => written.stderr, all: () => written.all, wrote };
}
