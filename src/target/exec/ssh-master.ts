import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Place, sshPlace } from './place.js';

/**
 * One connection of ssh that all that we run at a host goes over. The first command that runs at `master` opens it, and
 * it ends with that command; those that run at `place` share it.
 */
export class SshMaster {
  readonly master: Place;
  readonly place: Place;
  readonly #directory: string;
  readonly #endSweeper: () => void;

  private constructor(host: string, directory: string) {
    this.#directory = directory;
    const shared = ['-S', join(directory, 'control')];
    this.master = sshPlace(host, ['-M', ...shared, '-o', 'ControlPersist=no', '-o', 'ClearAllForwardings=yes']);
    this.place = sshPlace(host, shared);
    this.#endSweeper = sweepWhenGone(directory);
  }

  /** Prepares a connection to a host; nothing is run yet. */
  static async prepare(host: string): Promise<SshMaster> {
    // Of mode 0700. The path of a socket must be short.
    return new SshMaster(host, await mkdtemp(join(tmpdir(), 'leakconsole-ssh-')));
  }

  /** Forwards a socket of ours to a port of the host's loopback; gives its path, or null where ssh refuses. */
  forward(port: number): Promise<string | null> {
    const socket = join(this.#directory, String(port));
    const [program, ...args] = this.place.command;
    const host = args.pop()!;
    return new Promise((resolve) => {
      execFile(program, [...args, '-O', 'forward', '-L', `${socket}:127.0.0.1:${port}`, host], (error) => {
        resolve(error ? null : socket);
      });
    });
  }

  /** Removes its sockets, when what ran at `master` has ended. Never rejects. */
  async end(): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true }).catch(() => {});
    this.#endSweeper();
  }
}

/**
 * Removes a directory when we are gone, however we end: by a shell in a session of its own, which ssh is given time to
 * end before.
 */
function sweepWhenGone(directory: string): () => void {
  const shell = spawn('/bin/sh', ['-c', 'read -r _; sleep 5; rm -rf "$1"', 'sh', directory], {
    detached: true,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.on('error', () => {});
  shell.stdin.on('error', () => {});
  shell.unref();
  (shell.stdin as unknown as Socket).unref();
  return () => void shell.kill('SIGKILL');
}
