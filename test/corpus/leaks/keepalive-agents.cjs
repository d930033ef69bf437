// Each call of the upstream has an agent of its own, whose connection is kept alive for calls that never come.
const http = require('node:http');

const upstream = http.createServer((_request, response) => response.end('ok'));
upstream.keepAliveTimeout = 0;

function callUpstream(tenant) {
  const agent = new http.Agent({ keepAlive: true });
  const options = { host: '127.0.0.1', port: upstream.address().port, headers: { 'x-tenant': tenant }, agent };
  return new Promise((resolve, reject) => {
    http.get(options, (answer) => answer.resume().on('end', () => resolve(answer.statusCode))).on('error', reject);
  });
}

const server = http.createServer(async (request, response) => {
  response.end(String(await callUpstream(request.url)));
});

upstream.listen(0, '127.0.0.1', () => {
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
});
