import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type MemoryResult, memCommand } from '#src/commands/mem.js';

const FIRST = { timers: 10, rssBytes: 100e6 };

/** What `.mem` says of a process in which there are so many timers; of its numbers, only those that are read. */
function resultOf(timers: number, isFirst: boolean): MemoryResult {
  const vitals = { ...FIRST, timers };
  const base = isFirst ? null : FIRST;
  return { vitals, base, since: isFirst ? null : 'then', rssBytes: 1, heapUsedBytes: 1 } as unknown as MemoryResult;
}

/** The looks at two processes with so many timers at each look. */
function looksOf(timers: readonly number[], pidsOf = (_look: number) => [1, 2]): MemoryResult[] {
  const looks: MemoryResult[] = [];
  for (const [look, number] of timers.entries()) {
    const results = pidsOf(look).map((pid) => ({ pid, result: resultOf(number, look === 0) }));
    looks.push(memCommand.merge!.combine(results, {} as never, looks));
  }
  return looks;
}

test('in several processes, too, it takes a steady rise from the fourth look on', () => {
  assert.deepEqual(looksOf([10, 100, 200, 300, 400]).at(-1)?.grows, ['timers']);
  assert.deepEqual(looksOf([10, 300, 20, 10, 250]).at(-1)?.grows, []);
});

test('of two looks, the difference is told, and that more of them tell', () => {
  const last = looksOf([10, 300]).at(-1)!;
  assert.deepEqual(last.grows, ['timers']);
  assert.match(last.sentence, /The next looks tell/);
});

test('sums of other processes are not compared', () => {
  const looks = looksOf([10, 10, 10, 10, 10], (look) => (look < 4 ? [1] : [1, 2, 3, 4, 5, 6, 7, 8, 9]));
  assert.deepEqual(looks.at(-1)?.grows, []);
});
