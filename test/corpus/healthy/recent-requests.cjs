// The last 350 requests are kept for a page of the operators': pushed at the end, shifted out at the head.
const http = require('node:http');

class Trace {
  constructor(url) {
    this.url = url;
    this.at = Date.now();
  }
}

const KEPT = 350;
const recent = [];

const server = http.createServer((request, response) => {
  recent.push(new Trace(request.url));
  if (recent.length > KEPT) recent.shift();
  response.end(String(recent.length));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
