import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { register, withDirectory } from '../helpers/console-server.js';
import { targetNode } from '../helpers/target.js';

const skip = process.platform === 'win32' && 'there are no modes of files';

interface Ending {
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program that opens a console to itself, to its own end. */
function runWithServer(
  program: string,
  env: Readonly<Record<string, string>>,
  nodeOptions: readonly string[] = [],
): Promise<Ending> {
  return new Promise((resolve) => {
    const args = [...nodeOptions, '--require', register, '--eval', program];
    execFile(targetNode, args, { env: { ...process.env, ...env } }, (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, stdout, stderr });
    });
  });
}

const PROGRAM = "console.log('served')";

/** Does something when the server listens, and its files are to be taken away. */
const whenListening = (what: string) =>
  `const timer = setInterval(() => process.listenerCount('exit') && (clearInterval(timer), ${what}), 10)`;

/** Ends when something was written to stderr. */
const UNTIL_TOLD = `${PROGRAM}
  const timer = setInterval(() => {}, 1000);
  const { write } = process.stderr;
  process.stderr.write = (...args) => (clearInterval(timer), write.apply(process.stderr, args));`;

test('a process ends as if the server were not there, and takes its files away', { skip }, () =>
  withDirectory(async (directory) => {
    for (const [program, code] of [
      [whenListening('0'), 0],
      [whenListening('process.exitCode = 3'), 3],
      [whenListening('process.exit(4)'), 4],
      [whenListening("process.nextTick(() => { throw 'uncaught'; })"), 1],
    ] as const) {
      const ending = await runWithServer(program, { LEAKCONSOLE_DIR: directory });
      assert.equal(ending.code, code, program + ending.stderr);
      assert.deepEqual(readdirSync(directory), []);
    }
  }),
);

test('a process that cannot take its files away ends as if the server were not there', { skip }, () =>
  withDirectory(async (directory) => {
    const key = "process.env.LEAKCONSOLE_DIR + '/' + process.pid + '.key'";
    const program = whenListening(`fs.rmSync(${key}), fs.mkdirSync(${key})`);
    assert.equal((await runWithServer(program, { LEAKCONSOLE_DIR: directory })).code, 0);
    assert.match(readdirSync(directory).join(), /^\d+\.key$/);
  }),
);

test('a process that has nothing to do ends at once', { skip }, () =>
  withDirectory(async (directory) => {
    assert.deepEqual(await runWithServer('', { LEAKCONSOLE_DIR: directory }), { code: 0, stdout: '', stderr: '' });
  }),
);

/** What may be in the way of a directory, and what is said then. */
const OBSTACLES: Readonly<Record<string, [(base: string) => string, RegExp]>> = {
  'one that others may enter': [
    (base) => {
      mkdirSync(join(base, 'open'));
      chmodSync(join(base, 'open'), 0o755);
      return join(base, 'open');
    },
    /open is open to other users: chmod 700 it/,
  ],
  'one in a directory that others may write': [
    (base) => {
      mkdirSync(join(base, 'shared'));
      chmodSync(join(base, 'shared'), 0o777);
      return join(base, 'shared', 'own');
    },
    /other users may replace what is in .*shared/,
  ],
  'a symbolic link': [
    (base) => {
      mkdirSync(join(base, 'real'), { mode: 0o700 });
      symlinkSync(join(base, 'real'), join(base, 'link'));
      return join(base, 'link');
    },
    /link is no directory/,
  ],
  'a file': [
    (base) => {
      writeFileSync(join(base, 'file'), '');
      return join(base, 'file');
    },
    /file is no directory/,
  ],
  'a path that is too long for a socket': [(base) => join(base, 'x'.repeat(100)), /is too long for a socket/],
  'one that cannot be made': [() => '/proc/none', /ENOENT|EACCES/],
};

for (const [what, [make, said]] of Object.entries(OBSTACLES)) {
  test(`a directory that is ${what} is not used, and the service goes on`, { skip }, () =>
    withDirectory(async (base) => {
      const { code, stdout, stderr } = await runWithServer(PROGRAM, { LEAKCONSOLE_DIR: make(base) });
      assert.deepEqual([code, stdout], [0, 'served\n']);
      assert.match(stderr, /^leakconsole: this process has no console server \(.*\)\n$/);
      assert.match(stderr, said);
    }),
  );
}

test(
  'a directory of another user is not used',
  { skip: process.geteuid?.() !== 0 && 'only root can give one away' },
  () =>
    withDirectory(async (base) => {
      const directory = join(base, 'theirs');
      mkdirSync(directory, { mode: 0o700 });
      chownSync(directory, 65534, 65534);
      const { code, stderr } = await runWithServer(PROGRAM, { LEAKCONSOLE_DIR: directory });
      assert.equal(code, 0);
      assert.match(stderr, /theirs belongs to another user \(uid 65534\)\)\n$/);
    }),
);

/** Checks that a program goes on without a server, and that one line says so. */
async function assertUnserved(...run: Parameters<typeof runWithServer>): Promise<void> {
  const { code, stdout, stderr } = await runWithServer(...run);
  assert.deepEqual([code, stdout], [0, 'served\n'], stderr);
  assert.match(stderr, /^leakconsole: this process has no console server \(.*\)\n$/);
}

test('a directory that is taken away at once keeps the server from listening, and nothing else', { skip }, () =>
  withDirectory((base) => {
    const removal = 'fs.rmSync(process.env.LEAKCONSOLE_DIR, { recursive: true })';
    return assertUnserved(`${removal}; ${PROGRAM}`, { LEAKCONSOLE_DIR: join(base, 'lazy'), LEAKCONSOLE_LAZY: '1' });
  }),
);

test('an audit that cannot be written keeps the server from listening, and nothing else', { skip }, () =>
  withDirectory((directory) =>
    assertUnserved(UNTIL_TOLD, { LEAKCONSOLE_DIR: directory, LEAKCONSOLE_AUDIT: join(directory, 'none', 'audit') }),
  ),
);

test('a permission model without workers keeps the server from being started, and nothing else', { skip }, () =>
  withDirectory(async (directory) => {
    const { stdout } = await promisify(execFile)(targetNode, ['--help']);
    const [flag] = /--(experimental-)?permission\b/.exec(stdout) ?? [];
    if (flag === undefined) return;
    const options = [flag, '--allow-fs-read=*', '--allow-fs-write=*', '--no-warnings'];
    await assertUnserved(PROGRAM, { LEAKCONSOLE_DIR: directory }, options);
  }),
);

test('it is started once, and not in workers', { skip }, () =>
  withDirectory(async (directory) => {
    const again = JSON.stringify(register.replace('register.cjs', 'start-console-server.cjs'));
    const program = `
      const { Worker } = require('worker_threads');
      require(${again}).startConsoleServer({ dir: '/none' });
      const worker = new Worker('require(${again.replaceAll('"', '\\"')}).startConsoleServer({ dir: "/none" })', { eval: true });
      worker.on('exit', (code) => console.log(code));`;
    const { stdout, stderr } = await runWithServer(program, { LEAKCONSOLE_DIR: directory });
    assert.deepEqual([stdout, stderr], ['0\n', '']);
  }),
);
