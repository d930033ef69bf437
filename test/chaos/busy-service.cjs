// A service with everything going on at once: allocation, collections, fresh code, zlib, crypto, files, fetch, timers, two busy worker
// threads. GET /answer/N gives what only an unharmed heap can give; /spawn runs a program; /pause and /resume stop and start the noise.
const { spawn } = require('node:child_process');
const { pbkdf2 } = require('node:crypto');
const { readFile } = require('node:fs');
const http = require('node:http');
const { Worker } = require('node:worker_threads');
const { gzip } = require('node:zlib');

const COUNT = Number(process.env.ORDERS ?? 5000);
class Order {
  constructor(id) {
    this.id = id;
    this.tags = [`tag ${id}`, id];
    this.meta = { id, customer: `customer ${id}` };
  }
}
const orders = new Map();
for (let i = 0; i < COUNT; i++) orders.set(i, new Order(i));

let isNoisy = true;
let hits = 0;
let ring = [];
const text = Buffer.alloc(200_000, 'hello world ');
const repeat = (work) => {
  const go = () => (isNoisy ? work(() => setTimeout(go, 8)) : setTimeout(go, 50));
  go();
};

function allocate() {
  if (!isNoisy) return;
  ring.push(Array.from({ length: 500 }, (_, i) => ({ i, text: `x${i}`, list: [i, i + 1] })));
  if (ring.length > 6) ring = [];
  const id = (hits++ * 31) % COUNT;
  orders.set(id, new Order(id));
  if (hits % 4 > 0) return;
  // Fresh functions keep the compilers busy.
  const sum = new Function('list', `let s = 0; for (const { i } of list) s += i * ${hits % 1000}; return s;`);
  for (let i = 0; i < 5; i++) sum(ring[0] ?? []);
}

const server = http.createServer((request, response) => {
  const [, what, argument] = request.url.split('/');
  if (what === 'answer') {
    const { id, tags, meta } = orders.get(Number(argument));
    return response.end(JSON.stringify([id, tags, meta.customer]));
  }
  if (what === 'spawn') {
    const child = spawn('/bin/echo', ['spoken'], { stdio: ['ignore', 'pipe', 'ignore'] });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    return child.on('close', (code) => response.end(`${code} ${output.trim()}`));
  }
  isNoisy = what === 'resume' || (what !== 'pause' && isNoisy);
  for (const worker of workers) worker.postMessage(isNoisy);
  return response.end('ok');
});

const busy = `
  const { parentPort } = require('node:worker_threads');
  let isNoisy = true;
  parentPort.on('message', (noisy) => { isNoisy = noisy; });
  let kept = [];
  setInterval(() => {
    if (!isNoisy) return;
    for (let k = 0; k < 2; k++) kept.push(Array.from({ length: 500 }, (_, i) => ({ i, list: [i, i + 1] })));
    if (kept.length > 8) kept = [];
    new Function('list', 'let s = 0; for (const { i } of list) s += i; return s;')(kept[0] ?? []);
    Buffer.alloc(100_000, 1);
  }, 6);
`;
const workers = Array.from({ length: Number(process.env.WORKERS ?? 2) }, () => new Worker(busy, { eval: true }));

// What a service may have, and nothing of which may come to pass through us.
for (const signal of ['SIGCHLD', 'SIGTERM']) {
  process.on(signal, () => {
    // Its own children's ends bring SIGCHLD; who listens for that sees how often.
    seen[signal]++;
  });
}
const seen = { SIGCHLD: 0, SIGTERM: 0 };
globalThis.seen = seen;

setInterval(allocate, 5);
repeat((done) => gzip(text, done));
repeat((done) => pbkdf2('a', 'b', 2000, 32, 'sha256', done));
repeat((done) => readFile(__filename, done));
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  repeat((done) =>
    fetch(`http://127.0.0.1:${port}/answer/1`)
      .then((response) => response.text())
      .then(done, done),
  );
  console.log(`listening on ${port}`);
});
