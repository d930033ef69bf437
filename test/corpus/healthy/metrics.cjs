// Durations are counted by route and status: few series, however many requests there are.
const express = require('express');
const { Counter, Histogram, register } = require('prom-client');

const labelNames = ['route', 'status'];
const requests = new Counter({ name: 'requests_total', help: 'requests', labelNames });
const durations = new Histogram({ name: 'request_seconds', help: 'duration of requests', labelNames });

const app = express();
app.use((request, response, next) => {
  const end = durations.startTimer();
  response.on('finish', () => {
    const labels = { route: request.route?.path ?? 'none', status: response.statusCode };
    requests.inc(labels);
    end(labels);
  });
  next();
});
app.get('/metrics', async (_request, response) => response.send(await register.metrics()));
app.get('/:id', (request, response) => response.send(request.params.id));

const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port));
