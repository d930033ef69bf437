// Each access token gets a cache of its own.
const http = require('node:http');
const NodeCache = require('node-cache');

class ApiClient {
  constructor(token) {
    this.token = token;
    this.cache = new NodeCache({ stdTTL: 60, checkperiod: 120 });
  }
  fetch(path) {
    this.cache.set(path, { path, at: Date.now() });
    return this.cache.get(path);
  }
}

const server = http.createServer((request, response) => {
  response.end(JSON.stringify(new ApiClient(`token-${request.url}`).fetch('/characters')));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
