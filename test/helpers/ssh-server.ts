import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { forget, remember } from './children.js';
import { withCommands } from './namespace.js';

const SSHD = '/usr/sbin/sshd';

/** Why no server of ssh can be run here; false where it can. */
export const noSshServer = ((): string | false => {
  if (process.platform !== 'linux' || !existsSync(SSHD)) return 'has no openssh-server';
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
  return spawnSync('ssh', ['-V']).error ? 'has no ssh' : false;
})();

/**
 * Runs a server of ssh for this user on a free port, with keys of its own; meanwhile `ssh far` leads to it. `options`:
 * for its configuration, such as `AllowTcpForwarding=no`. Does something, and ends it.
 */
export async function withSshServer(options: readonly string[], use: () => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'leakconsole-sshd-'));
  const file = (name: string) => join(directory, name);
  for (const name of ['host', 'id']) spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file(name)]);
  await copyFile(file('id.pub'), file('authorized'));
  const port = await freePort();
  const settings = [
    'ListenAddress=127.0.0.1',
    `AuthorizedKeysFile=${file('authorized')}`,
    'StrictModes=no',
    'UsePAM=no',
    'PidFile=none',
    ...options,
  ];
  const server = spawn(
    SSHD,
    ['-D', '-f', '/dev/null', '-h', file('host'), '-p', String(port), ...settings.flatMap((each) => ['-o', each])],
    { stdio: 'ignore' },
  );
  remember(server);
  const host = ['HostName 127.0.0.1', `Port ${port}`, `User ${userInfo().username}`, `IdentityFile ${file('id')}`];
  const trust = ['IdentitiesOnly yes', 'UserKnownHostsFile /dev/null', 'StrictHostKeyChecking no', 'LogLevel ERROR'];
  await writeFile(file('config'), ['Host far', ...host, ...trust].join('\n'));
  const ssh = spawnSync('sh', ['-c', 'command -v ssh'], { encoding: 'utf8' }).stdout.trim();
  try {
    await withCommands({ ssh: `exec ${ssh} -F ${file('config')} "$@"` }, async () => {
      while (spawnSync('ssh', ['far', 'true']).status !== 0 && server.exitCode === null) await delay(100);
      await use();
    });
  } finally {
    const exited = once(server, 'exit');
    server.kill();
    await exited;
    forget(server);
    await rm(directory, { recursive: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
