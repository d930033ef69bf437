// Remote calls are found by a path that has their number in it.
const http = require('node:http');
const get = require('lodash.get');

const calls = { rpc: {} };

const server = http.createServer((request, response) => {
  const id = request.url.slice(1);
  calls.rpc[`call_${id}`] = { resolve: { method: 'getPeers' } };
  response.end(get(calls, `rpc.call_${id}.resolve.method`));
  delete calls.rpc[`call_${id}`];
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
