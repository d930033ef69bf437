import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { PREBUILT } from '#src/native/prebuilt.js';
import { libraryPath, type Machine, readLibrary } from '#src/native/read-library.js';

const src = fileURLToPath(new URL('../../../src/native/', import.meta.url));
const hostSource = fileURLToPath(new URL('../../../test/native/host.c', import.meta.url));
const isLinux = process.platform === 'linux';
const machine = process.arch as Machine;

let folder = '';
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'leakconsole-native-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** Whether a program can be run, with an argument that makes it say its version. */
function has(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
}

test('the prebuilt libraries are those that this version names, need no other library, and are small', () => {
  for (const each of Object.keys(PREBUILT) as Machine[]) {
    const bytes = Buffer.from(readLibrary(each), 'base64');
    assert.ok(bytes.length < 24_000, `${each}: ${bytes.length} bytes`);
    assert.ok(!bytes.includes('libc.so'), each);
    assert.ok(!bytes.includes(process.cwd()), each);
  }
});

for (const [each, triple] of [
  ['x64', 'x86_64-linux-gnu'],
  ['arm64', 'aarch64-linux-gnu'],
] as const) {
  test(`a fresh build for ${each} gives the same bytes`, (t) => {
    const versions = [`${triple}-gcc`, `${triple}-ld`].map((program) => {
      const { stdout, error } = spawnSync(program, ['--version'], { encoding: 'utf8' });
      return error ? null : stdout.split('\n')[0];
    });
    if (versions.includes(null)) return t.skip(`no ${triple}-gcc here`);
    const { compiler } = PREBUILT[each];
    if (versions.join(', ') !== compiler) return t.skip(`built with ${compiler}; here is ${versions.join(', ')}`);
    execFileSync(process.execPath, [join(src, 'build.mjs'), '--into', folder, each]);
    assert.ok(readFileSync(join(folder, `linux-${each}.node`)).equals(readFileSync(libraryPath(each))));
  });
}

/** What each scenario of host.c prints. */
const SCENARIOS: readonly (readonly [name: string, printed: readonly string[]])[] = [
  ['says', ['out: hello', 'exit 0']],
  ['waits', ['status: X waits for a thread (cond_wait)', 'exit 77']],
  ['lock is held', ['status: X a lock is held by a thread (mutex)', 'exit 77']],
  ["libuv's lock is held", ['out: went on', 'status: L 1', 'exit 0']],
  ['sleeps', ['status: X waits for a thread, by system call', 'exit 77']],
  ['loops', ['signal 14']],
  // musl would send the parent's main thread the signal, which the filter forbids, and then crashes by itself.
  ['aborts', ['signal']],
  ['is refused all', ['out: 5 refused', 'exit 0', 'file there']],
  ['writes everywhere', ['out: 1 into nothing', 'exit 0', 'file has 0 bytes']],
  ['wants memory', ['out: much no, little yes', 'exit 0']],
  ['writes to shared memory', ['signal 11', 'shared 0']],
  ['has handlers', ['signal 12', 'handled 0']],
  [
    'is waited for by the program',
    ['killed a stranger: -1', 'killed: 0', 'waitpid: -1', 'look: 1', 'again: 1', 'handled 0'],
  ],
  ['has marked memory', [...Array(6).fill('out: seen'), ...Array(2).fill('marked as before, mappings as before')]],
  ['has a thread in malloc', Array(10).fill('out: 0 wrong')],
  ['has a thread awake', ['no fork: -2']],
  ['has a thread asleep', ['out: hello', 'exit 0']],
];

for (const [title, compiler] of [
  ['glibc', 'gcc'],
  ['musl', 'musl-gcc'],
] as const) {
  test(`in a program of ${title}, the child can do nothing but look, and the parent is as it was`, (t) => {
    if (!isLinux) return t.skip('on Linux alone');
    if (!has(compiler)) return t.skip(`no ${compiler} here`);
    const host = join(folder, `host-${title}`);
    execFileSync(compiler, ['-O1', '-rdynamic', '-pthread', '-o', host, hostSource]);
    for (const [name, expected] of SCENARIOS) {
      const { stdout } = spawnSync(host, [libraryPath(machine), name], { encoding: 'utf8', timeout: 120_000 });
      const printed = stdout.trim().split('\n');
      assert.equal(printed.at(-1), 'the parent lives', `${name}: ${stdout}`);
      for (const line of new Set(expected)) {
        const wanted = expected.filter((each) => each === line).length;
        const found = printed.filter((each) => each.startsWith(line)).length;
        assert.ok(found >= wanted, `${name}: ${line} is missing in\n${stdout}`);
      }
      assert.ok(!printed.some((line) => /^not restored: [1-9]/.test(line)), `${name}: ${stdout}`);
    }
  });
}
