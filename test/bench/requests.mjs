import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/**
 * Sends requests to a service from a process of its own, until `stop`: `rate 150` or `connections 20`, as
 * request-sender.mjs says. `during(work)` gives the latencies (ms) while some work is done; `'all'`: each of them.
 */
export function startRequests(port, how, path = '/') {
  const sender = fileURLToPath(new URL('request-sender.mjs', import.meta.url));
  const child = spawn(process.execPath, [sender, String(port), ...how.split(' '), path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const report = async (what) => {
    child.stdin.write(`${what}\n`);
    return JSON.parse((await lines.next()).value);
  };
  return {
    pid: child.pid,
    async during(work, what = '') {
      await report('');
      await work();
      return await report(what);
    },
    stop: () => child.kill(),
  };
}
