// Visitors are limited by their address, which changes with each of them.
const http = require('node:http');
const createLimiter = require('rolling-rate-limiter');

const wait = createLimiter({ interval: 200, maxInInterval: 10 });

const server = http.createServer((request, response) => {
  response.end(String(wait(`visitor ${request.url}`)));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
