// What the console costs: `leakconsole eval PORT 1+1` as a whole process against a bare script that does the same, and
// the longest stall that attaching, `.scope` and 100 evaluations cause. One run, ratios: the machine may be busy.
//   npm run bench -- console [rounds=20] [objects=3000000]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { attachConsole } from '../../build/test/helpers/console.js';
import { Session } from '../../dist/session/session.js';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const program = here('../../bin/leakconsole.js');
/** Bytes of heap that an order of test/fixtures/heaps.cjs takes with its three objects. */
const BYTES_AN_ORDER = 343;

export async function bench(args) {
  const { rounds = 20, objects = 3e6 } = Object.fromEntries(args.map((arg) => arg.split('=')));
  await withTarget(1, ({ url }) => startUp(new URL(url).port, Number(rounds)));
  await withTarget(((Number(objects) / 3) * BYTES_AN_ORDER) / 1e6, (target) => stalls(target, Number(objects)));
}

async function startUp(port, rounds) {
  const commands = {
    'bare script': [here('bare-eval.mjs'), port],
    'leakconsole eval': [program, 'eval', port, '1+1'],
  };
  const times = { 'bare script': [], 'leakconsole eval': [] };
  // Paired: what disturbs one disturbs the other.
  for (let round = 0; round < rounds + 2; round++) {
    for (const [name, command] of Object.entries(commands)) {
      const ms = await timed(command);
      if (round >= 2) times[name].push(ms);
    }
  }
  const ratio = median(times['leakconsole eval'].map((ms, round) => ms / times['bare script'][round]));
  console.log(`eval 1+1 as a whole process, medians of ${rounds} paired rounds:`);
  for (const [name, all] of Object.entries(times)) console.log(`  ${name.padEnd(18)} ${median(all).toFixed(0)} ms`);
  console.log(`  ratio              ${ratio.toFixed(2)} (at most 1.4)`);
}

async function stalls({ url, longest }, objects) {
  const worst = {};
  const measure = async (name, work) => {
    await longest();
    await work();
    worst[name] ??= [];
    worst[name].push(await longest());
  };
  for (let round = 0; round < 3; round++) {
    await measure('the target by itself, 2 s', () => delay(2000));
    await measure('Debugger.enable alone', async () => {
      const session = await Session.connect(url);
      await session.send('Debugger.enable');
      await session.close();
    });
    await measure('leakconsole eval 1+1', () => timed([program, 'eval', url, '1+1']));
    let console;
    await measure('attach', async () => {
      console = await attachConsole({ url });
    });
    await measure('.scope, which takes Debugger.enable', () => console.run('.scope'));
    await measure('.scope again', () => console.run('.scope'));
    await measure('100 evaluations', async () => {
      for (let count = 0; count < 100; count++) await console.run(count % 2 ? 'map.size' : '1+1');
    });
    await measure('detach', () => console.detach());
  }
  const own = median(worst['the target by itself, 2 s']);
  console.log(`\nlongest stall of the event loop, ${(objects / 1e6).toFixed(1)} M objects, medians of 3 rounds:`);
  for (const [name, all] of Object.entries(worst)) {
    const above = median(all) - own;
    console.log(
      `  ${name.padEnd(36)} ${median(all).toFixed(1).padStart(6)} ms  ${above.toFixed(1).padStart(6)} above its own`,
    );
  }
}

/** Starts a heap of so many megabytes that tells the longest stall of its event loop since it was last asked, ms. */
async function withTarget(megabytes, use) {
  const child = spawn(
    process.execPath,
    ['--inspect=127.0.0.1:0', '--require', here('stall.cjs'), here('../fixtures/heaps.cjs')],
    {
      env: { ...process.env, HEAP_KIND: 'small', HEAP_MB: String(megabytes) },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  );
  try {
    const wrote = (stream, pattern) =>
      new Promise((resolve, reject) => {
        let text = '';
        stream.setEncoding('utf8').on('data', (chunk) => {
          text += chunk;
          const found = pattern.exec(text);
          if (found) resolve(found[0]);
        });
        child.once('exit', () => reject(new Error(`the target ended: ${text}`)));
      });
    const ready = wrote(child.stdout, /ready/);
    const url = await wrote(child.stderr, /ws:\/\/\S+/);
    await ready;
    const longest = async () => {
      child.send('');
      return (await once(child, 'message'))[0];
    };
    return await use({ url, longest });
  } finally {
    child.kill('SIGKILL');
  }
}

async function timed(command) {
  const start = performance.now();
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  const [code] = await once(child, 'close');
  if (code !== 0 || text.trim() !== '2') throw new Error(`${command.join(' ')} gave ${code}, ${text}`);
  return performance.now() - start;
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}
