// A pool of compression workers forgets an idle worker, but does not end its thread.
const http = require('node:http');
const { Worker } = require('node:worker_threads');

const program = `
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', (text) => parentPort.postMessage(text.length));
`;

class WorkerPool {
  workers = new Set();

  async measure(text) {
    const worker = new Worker(program, { eval: true });
    this.workers.add(worker);
    worker.postMessage(text);
    const length = await new Promise((resolve) => worker.once('message', resolve));
    this.workers.delete(worker);
    return length;
  }
}

const pool = new WorkerPool();
const server = http.createServer(async (request, response) => {
  response.end(String(await pool.measure(request.url)));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
