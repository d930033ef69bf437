import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runWhenGone, type WaitingShell } from '../../session/run-when-gone.js';
import { type Place, sshPlace } from './place.js';

/**
 * One connection of ssh that all that we run at a host goes over. The first command that runs at `master` opens it, and
 * it ends with that command; those that run at `place` share it.
 */
export class SshMaster {
  readonly master: Place;
  readonly place: Place;
  readonly #directory: string;
  readonly #sweeper: WaitingShell;

  private constructor(host: string, directory: string) {
    this.#directory = directory;
    const shared = ['-S', join(directory, 'control')];
    this.master = sshPlace(host, ['-M', ...shared, '-o', 'ControlPersist=no', '-o', 'ClearAllForwardings=yes']);
    this.place = sshPlace(host, shared);
    // Ssh is given time to end before.
    this.#sweeper = runWhenGone('sleep 5; rm -rf "$1"', [directory]);
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
    this.#sweeper.end();
  }
}
