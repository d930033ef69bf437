// Hosts of customers are looked up through a cache; what the name server does not know is asked of the system.
const http = require('node:http');
const CacheableLookup = require('cacheable-lookup');

const notFound = (_host, _options, callback) => callback(Object.assign(new Error('not found'), { code: 'ENOTFOUND' }));
const lookup = (_host, _options, callback) => setImmediate(callback, null, [{ address: '127.0.0.1', family: 4 }]);
const cacheable = new CacheableLookup({
  resolver: { resolve4: notFound, resolve6: notFound, getServers: () => [], setServers() {} },
  lookup,
});

const backend = http.createServer((_request, response) => response.end('ok'));

function call(host) {
  return new Promise((resolve, reject) => {
    const options = { host, port: backend.address().port, lookup: cacheable.lookup, agent: false };
    http.get(options, (answer) => answer.resume().on('end', () => resolve(answer.statusCode))).on('error', reject);
  });
}

const server = http.createServer(async (request, response) => {
  response.end(String(await call(`customer-${request.url.slice(1)}.test`)));
});

backend.listen(0, '127.0.0.1', () => {
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
});
