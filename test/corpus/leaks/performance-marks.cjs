// Each request is measured by marks, which nobody clears.
const http = require('node:http');
const { performance } = require('node:perf_hooks');
const server = http.createServer((request, response) => {
  performance.mark(`start ${request.url}`);
  response.end('ok');
  performance.measure('request', `start ${request.url}`);
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
