// Each order calls the carrier through a circuit breaker of its own; the module remembers all breakers that were made.
const http = require('node:http');
const circuitBreaker = require('opossum');

async function askCarrier(order) {
  return `shipped ${order}`;
}

const server = http.createServer(async (request, response) => {
  const breaker = circuitBreaker(askCarrier, { timeout: 1000 });
  response.end(await breaker.fire(request.url));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
