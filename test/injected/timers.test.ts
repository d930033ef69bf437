import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Timers } from '#src/injected/timers.js';

/** Node's timers in a test: it says when the event loop turns, and remembers what was called. */
class FakeLoop {
  readonly calls: string[] = [];
  readonly #immediates: (() => void)[] = [];
  #fire: (() => void) | null = null;

  readonly load = (): unknown => ({
    setImmediate: (callback: () => void) => this.#immediates.push(callback),
    setTimeout: (callback: () => void, ms: number) => this.#set('setTimeout', callback, ms),
    setInterval: (callback: () => void, ms: number) => this.#set('setInterval', callback, ms),
    clearTimeout: () => this.calls.push('clearTimeout'),
    clearInterval: () => this.calls.push('clearInterval'),
  });

  turn(): void {
    for (const immediate of this.#immediates.splice(0)) immediate();
  }

  fire(): void {
    this.#fire?.();
  }

  #set(name: string, callback: () => void, ms: number): { unref(): void } {
    this.calls.push(`${name} ${ms}`);
    this.#fire = callback;
    return { unref: () => this.calls.push('unref') };
  }
}

test('a timer is set, and cleared, when the event loop turns, never within the call', () => {
  const loop = new FakeLoop();
  const timers = new Timers(loop);
  let called = 0;
  const timer = timers.every(50, () => called++);
  assert.deepEqual(loop.calls, []);
  loop.turn();
  assert.deepEqual(loop.calls, ['setInterval 50', 'unref']);
  loop.fire();
  assert.equal(called, 1);
  timer.stop();
  assert.deepEqual(loop.calls, ['setInterval 50', 'unref']);
  loop.fire();
  assert.equal(called, 1, 'it does not call back after stop');
  loop.turn();
  assert.deepEqual(loop.calls, ['setInterval 50', 'unref', 'clearInterval']);
});

test('a timer that is stopped before the event loop has turned is never set', () => {
  const loop = new FakeLoop();
  new Timers(loop).after(10, () => assert.fail('it was stopped')).stop();
  loop.turn();
  assert.deepEqual(loop.calls, []);
});

test('what a callback throws is no exception of the program', () => {
  const loop = new FakeLoop();
  const timers = new Timers(loop);
  let called = 0;
  const fail = () => {
    called++;
    throw new Error('of ours');
  };
  timers.soon(fail);
  timers.after(10, fail);
  loop.turn();
  loop.fire();
  assert.equal(called, 2);
});

test('nothing else that runs in the target sets or clears a timer', () => {
  const folder = fileURLToPath(new URL('../../../src/injected/', import.meta.url));
  const others = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    // The stepper is a thread of ours, whose timers are nobody else's.
    (name) => name.endsWith('.ts') && name !== 'timers.ts' && !name.startsWith('stepper'),
  );
  assert.ok(others.length > 20);
  for (const name of others) {
    const calls = readFileSync(join(folder, name), 'utf8').match(/\b(set|clear)(Timeout|Interval)\b|\bscheduler\b/g);
    assert.equal(calls, null, name);
  }
});
