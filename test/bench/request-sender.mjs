// Sends requests from a process of its own: so many a second (`rate 150`), or so many at a time, each followed by the
// next as soon as it is answered (`connections 20`); what they ask for is a number below a path (`/`). Tells the
// latencies (ms) of the last seconds when it gets a line; when that is `all`, each with the time of its answer (ms
// since the epoch).
import http from 'node:http';
import { createInterface } from 'node:readline';

const [, , port, kind, number, path = '/'] = process.argv;
const agent = new http.Agent({ keepAlive: true, maxSockets: 50 });
let answers = [];
let failed = 0;
let sent = 0;

/** Sends one request; a latency counts from `at` on. */
function send(at, whenDone = () => {}) {
  http
    .get({ port, host: '127.0.0.1', path: `${path}${sent++ * 7919}`, agent }, (response) => {
      response
        .on('end', () => {
          answers.push({ at: Date.now(), ms: performance.now() - at });
          whenDone();
        })
        .resume();
    })
    .on('error', () => {
      failed++;
      whenDone();
    });
}

function sendOneAfterTheOther() {
  send(performance.now(), sendOneAfterTheOther);
}

if (kind === 'rate') {
  const started = performance.now();
  setInterval(() => {
    // From when it should have been sent: a stall delays all that come during it.
    for (const due = ((performance.now() - started) / 1000) * number; sent < due; ) send(performance.now());
  }, 2);
} else {
  for (let at = 0; at < Number(number); at++) sendOneAfterTheOther();
}
createInterface({ input: process.stdin }).on('line', (line) => {
  const told = line === 'all' ? { answers } : {};
  const sorted = answers.map(({ ms }) => ms).sort((a, b) => a - b);
  answers = [];
  const at = (share) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  const latencies = { p50: at(0.5), p99: at(0.99), max: sorted.at(-1) };
  console.log(JSON.stringify({ requests: sorted.length, failed, ...latencies, ...told }));
});
