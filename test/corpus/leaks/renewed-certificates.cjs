// A gateway takes the certificate of a customer's domain whenever it is renewed.
const http = require('node:http');
const tls = require('node:tls');

const gateway = tls.createServer();

const server = http.createServer((request, response) => {
  const domain = `customer${Number(request.url.slice(1)) % 5}.example`;
  gateway.addContext(domain, { minVersion: 'TLSv1.2' });
  response.end(`renewed ${domain}`);
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
