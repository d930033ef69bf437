// Each request's duration is observed with its whole path as a label.
const http = require('node:http');
const { Histogram, register } = require('prom-client');

const durations = new Histogram({ name: 'http_seconds', help: 'duration of requests', labelNames: ['path', 'status'] });

const server = http.createServer(async (request, response) => {
  const end = durations.startTimer({ path: request.url });
  response.end(request.url === '/metrics' ? await register.metrics() : 'ok');
  end({ status: response.statusCode });
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
