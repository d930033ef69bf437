import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TypeCounts } from '#src/analysis/type-counts.js';
import { takeCensus } from '#src/lenses/census/census.js';
import { addUpTypes, nameTypes } from '#src/lenses/census/name-types.js';
import type { ChildOptions } from '#src/lenses/fork/child-options.js';
import { forkedCensus } from '#src/lenses/fork/forked-census.js';
import { forkedSnapshot } from '#src/lenses/fork/forked-snapshot.js';
import type { RemoteForks } from '#src/lenses/fork/remote-forks.js';
import { Session } from '#src/session/session.js';
import { long } from '../helpers/long.js';
import { type TargetOptions, type TestTarget, withTarget } from '../helpers/target.js';
import { childOptions, inFork, loadForks } from './open-forks.js';

// On Linux alone.
const options = { skip: process.platform !== 'linux' };

async function withForks(
  use: (parts: { session: Session; forks: RemoteForks; target: TestTarget }) => Promise<void>,
  targetOptions: TargetOptions = {},
): Promise<void> {
  await withTarget(inFork('orders.cjs'), targetOptions, async (target) => {
    const session = await Session.connect(target.url);
    try {
      await use({ session, forks: await loadForks(session), target });
    } finally {
      await session.close();
    }
  });
}

/** How many nodes there are of each type and name; or how many objects of each type. */
type Counts = ReadonlyMap<string, number>;

function countsOf(types: TypeCounts['types']): Counts {
  return new Map([...types].map(([key, { count }]) => [key, count]));
}

function countNodes(json: string): Counts {
  const { snapshot, nodes, strings } = JSON.parse(json);
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const counts = new Map<string, number>();
  for (let at = 0; at < nodes.length; at += fields.length) {
    const type = types[0][nodes[at]];
    // Of strings, code and the like the name is their content.
    const name = ['object', 'closure', 'native'].includes(type) ? strings[nodes[at + 1]] : '';
    counts.set(`${type} ${name}`, (counts.get(`${type} ${name}`) ?? 0) + 1);
  }
  return counts;
}

async function ordinarySnapshot(session: Session): Promise<string> {
  const chunks: string[] = [];
  const off = session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => void chunks.push(chunk));
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  off();
  return chunks.join('');
}

async function snapshotOfFork(forks: RemoteForks, with_: Partial<ChildOptions>): Promise<string> {
  let chunks: Uint8Array[] = [];
  const sink = {
    write: (chunk: Uint8Array) => void chunks.push(chunk),
    restart: () => {
      chunks = [];
    },
  };
  await forkedSnapshot(forks, sink, childOptions(with_));
  return Buffer.concat(chunks).toString('latin1');
}

/** What each look leaves, or makes V8 drop: some objects of the evaluations themselves. */
const MOST_DIFFERENCES = 150;

function assertSame(forked: Counts, ordinary: Counts): void {
  const differences: string[] = [];
  for (const name of new Set([...forked.keys(), ...ordinary.keys()])) {
    // V8 compiles and forgets code whenever it likes, and counts no string twice.
    if (
      /^(code|string|concatenated string|sliced string|hidden|object shape|array|number|synthetic|regexp) /.test(name)
    )
      continue;
    const [here, there] = [forked.get(name) ?? 0, ordinary.get(name) ?? 0];
    if (Math.abs(here - there) > MOST_DIFFERENCES) differences.push(`${name}: ${here} forked, ${there} ordinary`);
  }
  assert.deepEqual(differences, []);
}

for (const [title, env, isIdle] of [
  ['an idle target', {}, true],
  ['a target with two busy worker threads', { WORKERS: '2' }, false],
] as const) {
  test(
    `a forked child sees the same as an ordinary snapshot, in ${title}`,
    isIdle ? options : { skip: options.skip || long.skip },
    async () => {
      await withForks(
        async ({ session, forks, target }) => {
          const local = countNodes(await snapshotOfFork(forks, { localPid: target.pid }));
          const relayed = countNodes(await snapshotOfFork(forks, {}));
          const { counted } = await forkedCensus(forks, childOptions({}));
          const ordinary = countNodes(await ordinarySnapshot(session));
          for (const forked of [local, relayed]) {
            assert.equal(forked.get('object Order'), 10_000);
            assertSame(forked, ordinary);
          }
          const { types } = addUpTypes(await nameTypes(session, counted, null));
          assertSame(countsOf(types), countsOf((await takeCensus(session, null)).types));
          const [order] = [...types.values()].filter(({ name }) => name === 'Order');
          assert.equal(order.count, 10_000);
          assert.match(order.place?.url ?? '', /orders\.cjs$/);
          assert.equal(order.place?.line, 5);
          if (!isIdle) return;
          // One thread's heap holds nothing of another's.
          assert.equal(ordinary.get('object Job') ?? 0, 0);
        },
        { env },
      );
    },
  );
}
