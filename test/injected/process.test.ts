import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callNow } from '#src/session/call.js';
import { loadEntryNow } from '#src/session/entry.js';
import { withSession } from '../helpers/session.js';

const skip = process.platform !== 'linux' && 'there is no /proc';

test('nothing of Node is loaded while Node loads a module', () =>
  withSession('service.cjs', async (session) => {
    const entry = await loadEntryNow(session, 'process');
    const memory = await loadEntryNow(session, 'memory');
    const vitals = await loadEntryNow(session, 'vitals');
    await session.send('Debugger.enable');
    await session.send('Debugger.setBreakpointByUrl', { url: 'node:v8', lineNumber: 0 });
    const paused = new Promise((resolve) => session.on('Debugger.paused', resolve));
    const loaded = session.send('Runtime.evaluate', {
      expression: "typeof require('v8').getHeapStatistics",
      includeCommandLineAPI: true,
    });
    await paused;
    assert.equal(await callNow(session, entry, 'threadState'), 'loading');
    assert.equal(await callNow(session, memory, 'read'), null);
    assert.equal(await callNow(session, vitals, 'read', false), null);
    assert.equal(await callNow(session, vitals, 'readThread'), null);
    await session.send('Debugger.resume');
    assert.equal((await loaded).result.value, 'function');
    assert.ok((await callNow(session, memory, 'read'))!.rssBytes > 0);
  }));

test('what a thread does is read while it prepares a stack trace', () =>
  withSession('service.cjs', async (session) => {
    const entry = await loadEntryNow(session, 'process');
    const memory = await loadEntryNow(session, 'memory');
    await session.send('Debugger.enable');
    const paused = new Promise((resolve) => session.on('Debugger.paused', resolve));
    const prepared = session.send('Runtime.evaluate', {
      expression: 'Error.prepareStackTrace = () => { debugger; return "prepared"; }; new Error().stack',
    });
    await paused;
    assert.equal(await callNow(session, entry, 'threadState'), 'busy');
    assert.ok((await callNow(session, memory, 'read'))!.rssBytes > 0);
    await session.send('Debugger.resume');
    assert.equal((await prepared).result.value, 'prepared');
  }));

test('a service in a folder of our name is busy where it is', () =>
  withSession('service.cjs', async (session) => {
    const entry = await loadEntryNow(session, 'process');
    assert.equal(await callNow(session, entry, 'threadState'), 'running');
    await session.send('Debugger.enable');
    const paused = new Promise((resolve) => session.on('Debugger.paused', resolve));
    const expression = '(function work() { debugger; })();\n//# sourceURL=/srv/leakconsole/work.js';
    const worked = session.send('Runtime.evaluate', { expression });
    await paused;
    assert.equal(await callNow(session, entry, 'threadState'), 'busy');
    await session.send('Debugger.resume');
    await worked;
  }));

test('the counters are read whatever the program has put where arrays have their iterator', { skip }, () =>
  withSession('service.cjs', async (session) => {
    const entry = await loadEntryNow(session, 'vitals');
    // What Node has not used yet it could not load afterwards.
    await callNow(session, entry, 'read', true);
    await session.send('Runtime.evaluate', {
      expression: 'Array.prototype[Symbol.iterator] = () => { throw new Error("sprung"); }; 0',
    });
    const vitals = (await callNow(session, entry, 'read', true))!;
    assert.ok(vitals.oldGenerationBytes > 0);
    assert.ok(vitals.descriptors!.socket > 0);
    assert.ok(vitals.resources.TCPServerWrap > 0);
  }),
);
