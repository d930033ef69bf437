// Each request counts itself by a StatsD client of its own, with the tags of the request.
const http = require('node:http');
const StatsD = require('node-statsd');

function count(url) {
  const statsd = new StatsD({ host: '127.0.0.1', port: 9, global_tags: [`path:${url}`] });
  statsd.increment('requests');
}

const server = http.createServer((request, response) => {
  count(request.url);
  response.end('ok');
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
