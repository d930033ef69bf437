import { type ChildProcess, spawn } from 'node:child_process';

/** A process that a test has started: a child process, or one on a pseudo-terminal. */
type Child = Pick<ChildProcess, 'pid'>;

const running = new Set<Child>();

/**
 * Ends what is left when this process is gone, however it ends: a runner that has waited too long kills it, and then no
 * handler of its own runs. It reads
 * `+PID` and `-PID`, and at the end of its input kills the rest.
 */
const reaper = process.platform === 'win32' ? null : startReaper();

/** Remembers a process until `forget`: it is killed when the test file ends. */
export function remember(child: Child): void {
  running.add(child);
  reaper?.stdin?.write(`+ ${child.pid}\n`);
}

/** Forgets a process that has ended. */
export function forget(child: Child): void {
  running.delete(child);
  reaper?.stdin?.write(`- ${child.pid}\n`);
}

process.on('exit', killAll);

function killAll(): void {
  for (const { pid } of running) {
    try {
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

function startReaper(): ChildProcess {
  const script = `
    while read -r sign pid; do
      if [ "$sign" = + ]; then eval "child_$pid=1"; else unset "child_$pid"; fi
    done
    for pid in $(set | sed -n 's/^child_\\([0-9]*\\)=.*/\\1/p'); do kill -9 "$pid"; done`;
  const child = spawn('sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  child.stdin!.on('error', () => {});
  // Neither it nor the pipe to it keeps the tests from ending.
  child.unref();
  (child.stdin as unknown as { unref(): void }).unref();
  return child;
}
