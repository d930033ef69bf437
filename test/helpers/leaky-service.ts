import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const leaks = fileURLToPath(new URL('../../../test/fixtures/leaks/', import.meta.url));

/**
 * Starts a service of test/fixtures/leaks, sends it some requests, and has it write a heap snapshot after each batch;
 * `use` gets the files, which are deleted afterwards.
 */
export async function withSnapshotsOf<T>(
  service: string,
  { requests = 100, batches = 1 }: { requests?: number; batches?: number },
  use: (files: string[]) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'leakconsole-'));
  const child = spawn(process.execPath, ['--require', join(leaks, 'write-snapshot.cjs'), join(leaks, service)], {
    env: { ...process.env, SNAPSHOTS: directory },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    const lines = linesOf(child);
    const port = await lines();
    const files: string[] = [];
    for (let batch = 0; batch < batches; batch++) {
      for (let request = 0; request < requests; request++) {
        const response = await fetch(`http://127.0.0.1:${port}/${batch}/${request}`);
        await response.text();
      }
      child.kill('SIGUSR2');
      files.push(await lines());
    }
    return await use(files);
  } finally {
    child.kill('SIGKILL');
    await rm(directory, { recursive: true, force: true });
  }
}

/** Gives a function that waits for the next line of a child's output, and fails with all it wrote if it ends before. */
function linesOf(child: ChildProcess): () => Promise<string> {
  let errors = '';
  child.stderr?.on('data', (data) => {
    errors += data;
  });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  return async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`the service ended: ${errors}`);
    return value;
  };
}
