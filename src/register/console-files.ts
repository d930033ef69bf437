import { lstatSync, mkdirSync, realpathSync, type Stats } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const isWindows = process.platform === 'win32';

/**
 * Longer paths of sockets are cut by the kernel: `sun_path` has 108 bytes on Linux, 104 on macOS, a zero among them.
 */
const MOST_PATH_BYTES = 103;

/** Where the console server of a process listens, and the key that its clients must know. */
export interface ConsoleFiles {
  /** The path of a unix socket, or the name of a pipe on Windows. */
  readonly socket: string;
  readonly key: string;
}

/** The files of a process in a directory of console servers. */
export function consoleFiles(directory: string, pid: number): ConsoleFiles {
  const key = join(directory, `${pid}.key`);
  return { socket: isWindows ? `\\\\.\\pipe\\leakconsole-${pid}` : join(directory, `${pid}.sock`), key };
}

/** Where the key of a console server is, whose socket is named: beside it. */
export function keyPathOf(socket: string): string {
  const [, pid] = /^\\\\.\\pipe\\leakconsole-(\d+)$/.exec(socket) ?? [];
  if (pid !== undefined) return consoleFiles(defaultDirectory(), Number(pid)).key;
  return `${socket.replace(/\.sock$/, '')}.key`;
}

/**
 * The directory of console servers of this user: in the session's runtime directory where there is one, else in the
 * temporary one.
 */
export function defaultDirectory(): string {
  if (isWindows) return join(process.env.LOCALAPPDATA ?? homedir(), 'leakconsole');
  const { XDG_RUNTIME_DIR: runtime } = process.env;
  if (runtime && statOf(runtime)?.uid === process.geteuid!()) return join(runtime, 'leakconsole');
  return join(tmpdir(), `leakconsole-${process.geteuid!()}`);
}

/**
 * Makes a directory that only this user can look into, or checks that an existing one is that. Gives its path without
 * symbolic links.
 *
 * Throws an Error if it belongs to somebody else, others may enter it, or others may put another in its place: in a
 * directory that all may write, such as /tmp, anybody may have made it before us.
 */
export function openDirectory(directory: string): string {
  // Not `recursive`, by which Node never returns where a file system makes no directories (/proc).
  if (!statOf(directory)) mkdirSync(directory, { mode: 0o700 });
  const own = statOf(directory);
  if (!own?.isDirectory()) throw new Error(`${directory} is no directory`);
  if (isWindows) return directory;
  if (own.uid !== process.geteuid!()) throw new Error(`${directory} belongs to another user (uid ${own.uid})`);
  if ((own.mode & 0o077) !== 0) throw new Error(`${directory} is open to other users: chmod 700 it`);
  const real = realpathSync(directory);
  for (let path = dirname(real); ; path = dirname(path)) {
    if (!isSafe(lstatSync(path))) throw new Error(`other users may replace what is in ${path}`);
    if (path === dirname(path)) break;
  }
  const { socket } = consoleFiles(real, process.pid);
  if (Buffer.byteLength(socket) > MOST_PATH_BYTES) {
    throw new Error(`${socket} is too long for a socket (${MOST_PATH_BYTES} bytes)`);
  }
  return real;
}

/**
 * Whether nobody but us and root can rename or remove what is in a directory: of a sticky one, each can remove only
 * what is theirs.
 */
function isSafe({ uid, mode }: Stats): boolean {
  const isOurs = uid === 0 || uid === process.geteuid!();
  return isOurs && ((mode & 0o022) === 0 || (mode & 0o1000) !== 0);
}

function statOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}
