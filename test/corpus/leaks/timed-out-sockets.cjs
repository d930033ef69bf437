// Requests to a backend share one connection that is kept alive, and must be answered in a second.
const http = require('node:http');
const timedOut = require('timed-out');

const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const backend = http.createServer((_request, response) => response.end('ok'));

function askBackend(path, answer) {
  const options = { port: backend.address().port, path, agent };
  timedOut(http.get(options, answer), { connect: 1000, socket: 1000 });
}

const server = http.createServer((request, response) => {
  askBackend(request.url, (answer) => answer.pipe(response));
});

backend.keepAliveTimeout = 600_000;
backend.listen(0, '127.0.0.1', () => {
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
});
