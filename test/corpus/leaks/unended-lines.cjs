// Meters send their readings over one connection; what they send is split into lines, but they never end one.
const http = require('node:http');
const { PassThrough } = require('node:stream');
const split2 = require('split2');

const meters = new PassThrough();
const lines = meters.pipe(split2());
let latest;
lines.on('data', (line) => {
  latest = line;
});

const server = http.createServer((request, response) => {
  meters.write(`reading ${request.url} ${'21.5 kWh, '.repeat(100)};`);
  response.end(`latest: ${latest}`);
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
