// Each request hands a callback to a worker, as a proxy: the port behind it stays open until the worker releases it.
const http = require('node:http');
const { Worker } = require('node:worker_threads');
const { wrap, proxy } = require('comlink');
const nodeEndpoint = require('comlink/dist/umd/node-adapter');

const program = `
  const { parentPort } = require('node:worker_threads');
  const { expose } = require(${JSON.stringify(require.resolve('comlink'))});
  const nodeEndpoint = require(${JSON.stringify(require.resolve('comlink/dist/umd/node-adapter'))});
  expose({ measure: (text, tell) => { tell(text.length); } }, nodeEndpoint(parentPort));
`;

const worker = wrap(nodeEndpoint(new Worker(program, { eval: true })));

class Measurement {
  length = null;

  constructor(text) {
    this.text = text;
  }
}

const server = http.createServer(async (request, response) => {
  const measurement = new Measurement(request.url);
  await worker.measure(
    request.url,
    proxy((length) => {
      measurement.length = length;
    }),
  );
  response.end(String(measurement.length));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
