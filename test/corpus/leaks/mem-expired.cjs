// Exchange rates are memoized for a moment; most of them are never asked for again.
const http = require('node:http');
const mem = require('mem');

class Rate {
  constructor(pair) {
    this.pair = pair;
    this.value = pair.length * 1.1;
  }
}

const rateOf = mem((pair) => new Rate(pair), { maxAge: 10 });

const server = http.createServer((request, response) => {
  response.end(String(rateOf(request.url).value));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
