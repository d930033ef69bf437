// Each tenant's page of metrics has a registry of its own, with the metrics of the process in it.
const http = require('node:http');
const { collectDefaultMetrics, Registry } = require('prom-client');

async function metricsOf(tenant) {
  const register = new Registry();
  register.setDefaultLabels({ tenant });
  collectDefaultMetrics({ register });
  return await register.metrics();
}

const server = http.createServer(async (request, response) => {
  response.end(await metricsOf(request.url.slice(1)));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
