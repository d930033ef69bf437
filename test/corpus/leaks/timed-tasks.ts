// Tasks are given to a worker; an instrumentation listens to its messages for each, to take the time.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';

const CODE = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', ({ id, text }) => parentPort.postMessage({ id, length: text.length }));
`;

class TaskTimer {
  readonly id: number;
  readonly begun = performance.now();
  took = 0;

  constructor(id: number) {
    this.id = id;
  }

  observe(answer: { id: number }): void {
    if (answer.id === this.id) this.took = performance.now() - this.begun;
  }
}

const measurer = new Worker(CODE, { eval: true });
const waiting = new Map<number, (length: number) => void>();
let tasks = 0;

measurer.setMaxListeners(0);
measurer.on('message', ({ id, length }) => {
  waiting.get(id)?.(length);
  waiting.delete(id);
});

function execute(text: string): Promise<number> {
  const id = tasks++;
  const timer = new TaskTimer(id);
  measurer.on('message', (answer) => timer.observe(answer));
  measurer.postMessage({ id, text });
  return new Promise((resolve) => waiting.set(id, resolve));
}

const server = createServer(async (request, response) => {
  response.end(String(await execute(request.url ?? '')));
});

server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
