// Counters go to a redis that cannot be reached; commands wait in the client.
const http = require('node:http');
const Redis = require('ioredis');
const redis = new Redis({ host: '127.0.0.1', port: 1, maxRetriesPerRequest: null, retryStrategy: () => 3000 });
redis.on('error', () => {});
const server = http.createServer((request, response) => {
  redis.hincrby('hits', request.url, 1).catch(() => {});
  response.end('ok');
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
