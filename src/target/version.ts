import { execFile } from 'node:child_process';
import { realpathSync, type Stats, statSync } from 'node:fs';
import { basename } from 'node:path';
import { isNodeName } from './process.js';
import { executable, sharesOurFiles } from './procfs.js';

/** A healthy binary answers in 10 to 40 ms; a loaded machine makes it wait. */
const TIMEOUT = 2000;

/** What binaries answered to `--version`, by device and inode. */
export type Answers = Map<string, Promise<string | null>>;

/**
 * The version of the Node binary that a process runs, such as `v22.1.0`, by asking it; null where it does not tell, or
 * where we would not run it: a file that is not named node, that another user than root or us could have made, or that
 * lies in a container. Each binary is asked once.
 */
export async function versionOfBinary(pid: number, answers: Answers): Promise<string | null> {
  const path = executable(pid);
  const link = `/proc/${pid}/exe`;
  let file: Stats;
  try {
    file = statSync(link);
  } catch {
    return null;
  }
  if (path === null || !isNodeName(basename(path)) || !isTrusted(file) || !sharesOurFiles(pid)) return null;
  if (isSame(file, statSync(realpathSync(process.execPath)))) return process.version;
  const key = `${file.dev}:${file.ino}`;
  // The link leads to the file also where it was replaced since.
  const answer = answers.get(key) ?? ask(link);
  answers.set(key, answer);
  return answer;
}

function isTrusted({ uid, mode }: Stats): boolean {
  const othersMayWrite = (mode & 0o022) !== 0;
  return (uid === 0 || uid === process.geteuid?.()) && !othersMayWrite;
}

function isSame(a: Stats, b: Stats): boolean {
  return a.dev === b.dev && a.ino === b.ino;
}

function ask(binary: string): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(binary, ['--version'], { timeout: TIMEOUT, env: {} }, (error, stdout) => {
      resolve(error ? null : (/^v\d[\w.+-]*$/m.exec(stdout)?.[0] ?? null));
    });
  });
}
