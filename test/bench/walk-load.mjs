// Sends requests at a steady rate from a process of its own; tells the latencies (ms) of the last seconds when it gets a line.
import http from 'node:http';
import { createInterface } from 'node:readline';

const [port, perSecond] = process.argv.slice(2).map(Number);
const agent = new http.Agent({ keepAlive: true, maxSockets: 50 });
let latencies = [];
let failed = 0;
let sent = 0;
const started = performance.now();
setInterval(() => {
  for (const due = ((performance.now() - started) / 1000) * perSecond; sent < due; sent++) {
    // From when it should have been sent: a stall delays all that come during it.
    const at = performance.now();
    http
      .get({ port, host: '127.0.0.1', path: `/${sent * 7919}`, agent }, (response) => {
        response.on('end', () => latencies.push(performance.now() - at)).resume();
      })
      .on('error', () => failed++);
  }
}, 2);
createInterface({ input: process.stdin }).on('line', () => {
  const sorted = latencies.sort((a, b) => a - b);
  latencies = [];
  const at = (share) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  console.log(JSON.stringify({ requests: sorted.length, failed, p50: at(0.5), p99: at(0.99), max: sorted.at(-1) }));
});
