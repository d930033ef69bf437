// What a call to a worker thread costs against one to the main thread, and how long the main thread stands still while
// a worker is looked at.
//   npm run bench -- workers [calls=300] [objects=1000000]
// A stall that is not spent on waiting for a processor is the main thread's own: its work, or a lock that the worker
// holds. The rest is what a worker that computes, with V8's helpers, takes of the processors that there are.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { collectionsCommand } from '../../dist/commands/collections.js';
import { typesCommand } from '../../dist/commands/types.js';
import { createContext } from '../../dist/dispatch/create-context.js';
import { invoke } from '../../dist/dispatch/invoke.js';
import { liveTarget } from '../../dist/dispatch/target.js';
import { LENSES } from '../../dist/lenses/lenses.js';
import { takeSnapshot } from '../../dist/lenses/snapshot/take-snapshot.js';
import { attachAt } from '../../dist/target/attach.js';

const fixture = fileURLToPath(new URL('../fixtures/workers.cjs', import.meta.url));
const signal = new AbortController().signal;
const listener = { signal, notice: () => {}, progress: () => {} };
const options = { maxPauseMs: 1e9, maxRssBytes: 1e12, force: true, allowsFork: false, readOnly: false };

export async function bench(args) {
  const { calls = 300, objects = 0 } = Object.fromEntries(args.map((arg) => arg.split('=')));
  const child = spawn(process.execPath, ['--inspect=127.0.0.1:0', fixture, 'turning', 'parked'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    const [url] = await outputOf(child.stderr, /ws:\S+/);
    await outputOf(child.stdout, /ready/);
    const reached = { url, opened: false, expected: null };
    const target = await attachAt(reached, { ...options, timeoutMs: 60_000, sourceMaps: true }, listener);
    const main = target.main.session;
    // It makes them before it hears of anything else.
    if (objects > 0) await main.send('Runtime.evaluate', { expression: `tell('turning', ${Number(objects)})` });
    for (const name of ['turning', 'parked']) {
      const worker = await target.threads.openNamed(name, listener);
      const [toMain, toWorker] = [[], []];
      // One kind after the other: what delays a call's answer may be the call before it.
      for (const [session, times] of [
        [main, toMain],
        [worker.session, toWorker],
      ]) {
        for (let i = 0; i < Number(calls); i++)
          times.push(await timeOf(() => session.send('Runtime.evaluate', { expression: '1' })));
      }
      const ratio = median(toWorker) / median(toMain);
      console.log(`a call: main ${show(toMain)}, ${name} worker ${show(toWorker)}: ${ratio.toFixed(1)} times`);
      const context = createContext({
        ...listener,
        target: liveTarget({ threads: target.threads, isolate: worker }),
        lenses: async () => LENSES,
        choose: null,
        follow: null,
        force: true,
        fork: false,
        wantedLens: null,
        endsSession: false,
      });
      const run = async (command) => {
        for await (const _ of invoke(command, context, {}));
      };
      const looks = {
        nothing: () => new Promise((resolve) => setTimeout(resolve, 1000)),
        '.collections': () => run(collectionsCommand),
        '.types': () => run(typesCommand),
        '.snapshot': () => takeSnapshot(worker, null, true, listener),
      };
      for (const [look, work] of Object.entries(looks)) {
        const { whole, own } = await stallOf(main, work);
        console.log(
          `main thread's longest stall, ${name} worker, ${look}: ${whole.toFixed(0)} ms, ` +
            `${own.toFixed(1)} ms without waiting for a processor`,
        );
      }
    }
    await target.detach();
  } finally {
    child.kill('SIGKILL');
  }
}

/**
 * The longest stall of the main thread's event loop during some work, ms: as a whole, and of what was not spent on
 * waiting for a processor.
 */
async function stallOf(main, work) {
  const evaluate = async (expression) =>
    (await main.send('Runtime.evaluate', { expression, includeCommandLineAPI: true, returnByValue: true })).result
      .value;
  await evaluate(`globalThis.meter = (${meterStalls})(require('fs')); 0`);
  await work();
  return await evaluate('meter()');
}

/** Runs in the target: meters its event loop until the function that it gives is called. */
function meterStalls({ readFileSync }) {
  const everyMs = 2;
  const waitedMs = () => Number(readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ')[1]) / 1e6;
  const longest = { whole: 0, own: 0 };
  let last = [performance.now(), waitedMs()];
  const timer = setInterval(() => {
    const now = [performance.now(), waitedMs()];
    const whole = now[0] - last[0] - everyMs;
    longest.whole = Math.max(longest.whole, whole);
    longest.own = Math.max(longest.own, whole - (now[1] - last[1]));
    last = now;
  }, everyMs);
  return () => {
    clearInterval(timer);
    return longest;
  };
}

async function timeOf(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function outputOf(stream, pattern) {
  return new Promise((resolve, reject) => {
    let text = '';
    stream.on('data', (chunk) => {
      text += chunk;
      const match = pattern.exec(text);
      if (match) resolve(match);
    });
    stream.on('end', () => reject(new Error(`it ended, without ${pattern}: ${text}`)));
  });
}

const median = (times) => times.toSorted((a, b) => a - b)[times.length >> 1];
const show = (times) => `${median(times).toFixed(2)} ms`;
