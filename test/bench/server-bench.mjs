// What a console server costs the service that opens it (src/register): the same service with and without one, side by
// side.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const service = fileURLToPath(new URL('../fixtures/service.cjs', import.meta.url));
const register = fileURLToPath(new URL('../../dist/register/register.cjs', import.meta.url));
const ROUNDS = 40;
const REQUESTS = 250;
const AT_ONCE = 8;
const IDLE = 3000;

/** Prints ratios of the time of requests, and the memory and the processor time of an idle server. Linux. */
export async function bench() {
  const directory = mkdtempSync(join(tmpdir(), 'lc-'));
  const env = { ...process.env, LEAKCONSOLE_DIR: directory };
  const services = [await start([]), await start(['--require', register], env)];
  const [without, withServer] = services;
  try {
    for (const one of services) await request(one, 500);
    for (const one of services) one.times = [];
    for (let round = 0; round < ROUNDS; round++) for (const one of services) await request(one, REQUESTS);
    for (const share of [0.5, 0.99]) {
      const ratio = quantile(withServer.times, share) / quantile(without.times, share);
      console.log(`time of a request, p${100 * share}, with the server: ×${ratio.toFixed(2)}`);
    }
    const added = (privateBytes(withServer) - privateBytes(without)) / 1e6;
    console.log(`private memory added: ${added.toFixed(1)} MB`);
    const before = services.map(cpuTicks);
    await delay(IDLE);
    const [bare, served] = services.map((one, i) => 10 * (cpuTicks(one) - before[i]));
    console.log(`processor time while idle for ${IDLE / 1000} s: ${served} ms with, ${bare} ms without`);
  } finally {
    for (const { child } of services) child.kill('SIGKILL');
    rmSync(directory, { recursive: true });
  }
}

async function start(options, env = process.env) {
  const child = spawn(process.execPath, [...options, service], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  return { child, port: Number(/\d+/.exec(line)[0]), times: [], agent: new Agent({ maxSockets: AT_ONCE }) };
}

/** Sends requests, some at once, and keeps how long each took, ms. */
async function request({ port, times, agent }, count) {
  let left = count;
  const send = async () => {
    while (left-- > 0) {
      const start = performance.now();
      const [response] = await once(get({ host: '127.0.0.1', port, path: '/ann', agent }), 'response');
      await once(response.resume(), 'end');
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, send));
}

function quantile(times, share) {
  return times.toSorted((a, b) => a - b)[Math.floor(share * times.length)];
}

function privateBytes({ child }) {
  const text = readFileSync(`/proc/${child.pid}/smaps_rollup`, 'latin1');
  return [...text.matchAll(/^Private_\w+:\s+(\d+) kB/gm)].reduce((sum, [, kB]) => sum + 1024 * Number(kB), 0);
}

/** In hundredths of a second, of all threads. */
function cpuTicks({ child }) {
  const stat = readFileSync(`/proc/${child.pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
