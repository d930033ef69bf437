import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { Profile } from 'pprof-format';
import { attachConsole, type TestConsole, withConsole } from '../helpers/console.js';
import { long } from '../helpers/long.js';
import { npmTool } from '../helpers/npm-tool.js';
import { startTarget } from '../helpers/target.js';

const FIXTURE = 'allocations.cjs';
const pprof = npmTool('pprof', '@datadog/pprof@5', '@datadog/pprof');
const pyroscope = npmTool('pyroscope', '@pyroscope/nodejs@0.6', '@pyroscope/nodejs');
const skip = (pprof === null || pyroscope === null) && 'npm cannot install the profilers';
/** A profiler of the program may keep it busy. */
const PATIENT = { timeout: 120_000 };
const KEEP = 'keepOrders(20_000)';
/** What that keeps, bytes: an Order has 4 words, and one array of 60 and 2. */
const KEPT = 20_000 * (6 + 4 + 62) * 8;

/** A profiler of the program tells the same before, during and after ours: all that is kept, `times` so much. */
function assertComplete(bytes: number, times: number): void {
  assert.ok(bytes > 0.7 * times * KEPT && bytes < 1.3 * times * KEPT, `${bytes} bytes of ${times * KEPT}`);
}

/** Keeps objects before, during and after all that we do to sample; `check` is called after each, with how often. */
async function sampleMeanwhile(
  target: Parameters<typeof attachConsole>[0],
  check: (console: TestConsole, times: number) => Promise<void>,
): Promise<void> {
  const first = await attachConsole(target, PATIENT);
  await first.text(KEEP);
  await check(first, 1);
  const [started] = await first.json('.alloc start --exact --interval 64k');
  assert.equal(started.result.foreign, true);
  await first.text(KEEP);
  await first.json('.alloc top --sites');
  await check(first, 2);
  await first.run('.alloc stop');
  await first.detach();
  const second = await attachConsole(target, PATIENT);
  await second.json('.alloc top');
  await second.text(KEEP);
  await check(second, 3);
  await second.detach();
}

/** The bytes of an encoded pprof profile that a function and what it calls have allocated. */
function bytesOfPprof(encoded: Uint8Array): number {
  const { sample, location, function: functions, stringTable, sampleType } = Profile.decode(gunzipSync(encoded));
  const space = sampleType.findIndex(({ type }) => stringTable.strings[Number(type)] === 'inuse_space');
  const names = new Map(functions.map(({ id, name }) => [id, stringTable.strings[Number(name)]]));
  const isIn = new Map(location.map(({ id, line }) => [id, line.some((each) => isKeeper(names.get(each.functionId)))]));
  const inside = sample.filter(({ locationId }) => locationId.some((id) => isIn.get(id)));
  return inside.reduce((sum, { value }) => sum + Number(value[space]), 0);
}

interface ProfileNode {
  readonly callFrame: { readonly functionName: string };
  readonly selfSize: number;
  readonly children: readonly ProfileNode[];
}

/** The same of a profile of V8's. */
function bytesOfProfile({ callFrame, selfSize, children }: ProfileNode, isInside = false): number {
  const isHere = isInside || isKeeper(callFrame.functionName);
  return children.reduce((sum, child) => sum + bytesOfProfile(child, isHere), isHere ? selfSize : 0);
}

function isKeeper(name: string | undefined): boolean {
  return /\bkeepOrders\b/.test(name ?? '');
}

test('@datadog/pprof: its profiles are complete before, during and after ours', {
  skip: skip || long.skip,
}, async () => {
  const target = await startTarget(FIXTURE);
  try {
    const console = await attachConsole(target);
    await console.text(`globalThis.pprof = require(${JSON.stringify(pprof)})`);
    await console.text('pprof.heap.start(16384, 64)');
    await console.detach();
    await sampleMeanwhile(target, async (console, times) => {
      const encoded = await textOf(console, "pprof.encodeSync(pprof.heap.profile()).toString('base64')");
      assertComplete(bytesOfPprof(Buffer.from(encoded, 'base64')), times);
    });
  } finally {
    await target.stop();
  }
});

test('@pyroscope/nodejs: what it uploads next is complete before, during and after ours', {
  skip: skip || long.skip,
}, async (context) => {
  await withReceiver(async (address, nextProfile) => {
    const target = await startTarget(FIXTURE);
    try {
      const console = await attachConsole(target);
      const version = await console.text('process.versions.node');
      if (Number.parseInt(version.slice(1), 10) < 20) {
        await console.detach();
        context.skip('it is for Node 20 and later');
        return;
      }
      await console.text(`globalThis.pyroscope = require(${JSON.stringify(pyroscope)}).default`);
      const heap = { samplingIntervalBytes: 16_384, stackDepth: 64 };
      const options = { serverAddress: address, appName: 'orders', flushIntervalMs: 500, heap };
      await console.text(`pyroscope.init(${JSON.stringify(options)}); pyroscope.startHeapProfiling()`);
      await console.detach();
      await sampleMeanwhile(target, async (_, times) => {
        // The one that is on its way may be older than what was kept.
        await nextProfile();
        assertComplete(bytesOfPprof(await nextProfile()), times);
      });
    } finally {
      await target.stop();
    }
  });
});

test('--heap-prof: its file is complete, with what came before, during and after ours', async () => {
  const folder = await mkdtemp(`${tmpdir()}/alloc-`);
  const nodeOptions = ['--heap-prof', `--heap-prof-dir=${folder}`, '--heap-prof-interval=16384'];
  const target = await startTarget(FIXTURE, { nodeOptions });
  try {
    await sampleMeanwhile(target, async () => {});
    const console = await attachConsole(target);
    const exited = new Promise((resolve) => target.child.once('exit', resolve));
    // It may be gone before it answers.
    await console.text('setTimeout(() => process.exit(), 10); 0').catch(() => {});
    await console.detach();
    await exited;
    const [file] = await readdir(folder);
    assertComplete(bytesOfProfile(JSON.parse(await readFile(`${folder}/${file}`, 'utf8')).head), 3);
  } finally {
    await target.stop();
    await rm(folder, { recursive: true });
  }
});

test(
  'v8.startHeapProfile: what it gives is complete, with what came before, during and after ours',
  long,
  async (context) => {
    await withConsole(FIXTURE, async (console, target) => {
      const { text } = console;
      if ((await text("typeof require('node:v8').startHeapProfile")) !== "'function'") {
        context.skip('this Node has none');
        return;
      }
      await text("globalThis.profile = require('node:v8').startHeapProfile({ sampleInterval: 16384 })");
      await sampleMeanwhile(target, async () => {});
      assertComplete(bytesOfProfile(JSON.parse(await textOf(console, 'profile.stop()')).head), 3);
    });
  },
);

/** A text that an expression gives, however long. */
async function textOf({ target: { session } }: TestConsole, expression: string): Promise<string> {
  return (await session.send('Runtime.evaluate', { expression, returnByValue: true })).result.value as string;
}

/** A server that takes what is uploaded to it; `nextProfile` resolves to what comes next. */
async function withReceiver(
  use: (address: string, nextProfile: () => Promise<Uint8Array>) => Promise<void>,
): Promise<void> {
  const waiting: ((body: Uint8Array) => void)[] = [];
  const server: Server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    response.end();
    for (const resolve of waiting.splice(0)) resolve(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(
      `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      () => new Promise((resolve) => waiting.push(resolve)),
    );
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
