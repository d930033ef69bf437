// Addresses of hosts are kept for a second and taken out when they are asked for again, or by a sweep.
const http = require('node:http');

class Address {
  constructor(host) {
    this.host = host;
    this.address = `10.0.0.${host.length}`;
    this.until = Date.now() + 3000;
  }
}

const addresses = new Map();
setInterval(() => {
  for (const [host, { until }] of addresses) if (until < Date.now()) addresses.delete(host);
}, 500);

function resolve(host) {
  if (!addresses.has(host)) addresses.set(host, new Address(host));
  return addresses.get(host);
}

const server = http.createServer((_request, response) => {
  response.end(resolve(`host-${Math.floor(Math.random() ** 2 * 500)}.example`).address);
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
