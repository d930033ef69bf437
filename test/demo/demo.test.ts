import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startDemo } from '#src/demo/demo.js';

test('the sample service answers with users, and remembers them', async () => {
  const demo = await startDemo();
  try {
    await demo.visit(3);
    const ask = async (path: string) =>
      (await fetch(`${demo.origin}${path}`)).json() as Promise<Record<string, string>>;
    const user = await ask('/users/7');
    assert.equal(user.id, '7');
    assert.match(user.email, /@/);
    assert.deepEqual(await ask('/users/7'), user);
    assert.equal((await fetch(`${demo.origin}/`)).status, 404);
    const stopVisiting = demo.visitSteadily(100);
    stopVisiting();
  } finally {
    await demo.stop();
  }
  assert.equal(await demo.program.ended, 'SIGTERM');
});

test('the sample service ends when its console is killed', async () => {
  const demoUrl = new URL('../../../dist/demo/demo.js', import.meta.url);
  const code = `import { startDemo } from ${JSON.stringify(demoUrl.href)}; console.log((await startDemo()).program.child.pid)`;
  const parent = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pid = Number((await once(parent.stdout, 'data'))[0]);
  parent.kill('SIGKILL');
  const deadline = Date.now() + 5000;
  while (isAlive(pid)) {
    assert.ok(Date.now() < deadline, 'it lives on');
    await new Promise(setImmediate);
  }
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
