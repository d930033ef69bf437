// A pool of threads, to which one is added now and then while jobs wait, until it has as many as it may.
const http = require('node:http');
const { Worker } = require('node:worker_threads');

const MAX_WORKERS = 10;
const MAX_WAITING = 20;
const program = `
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', (text) => setTimeout(() => parentPort.postMessage(text.length), 400));
`;

const idle = [];
const workers = new Set();
const waiting = [];

function addWorker() {
  if (workers.size >= MAX_WORKERS) return;
  const worker = new Worker(program, { eval: true });
  workers.add(worker);
  worker.on('message', () => give(worker));
  give(worker);
}

function give(worker) {
  const job = waiting.shift();
  if (job === undefined) idle.push(worker);
  else worker.postMessage(job);
}

function measure(text) {
  if (waiting.length >= MAX_WAITING) return false;
  waiting.push(text);
  if (idle.length > 0) give(idle.pop());
  return true;
}

addWorker();
setInterval(() => waiting.length > 0 && addWorker(), 1500);

const server = http.createServer((request, response) => {
  response.writeHead(measure(request.url) ? 202 : 429).end();
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
