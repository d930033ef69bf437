// Errors of all feeds end in one domain, which was entered when the service started.
const domain = require('node:domain');
const { EventEmitter } = require('node:events');
const http = require('node:http');

class Feed extends EventEmitter {
  constructor(path) {
    super();
    this.path = path;
    this.items = Array.from({ length: 10 }, (_, index) => ({ index, title: `${path} ${index}` }));
  }
}

const errors = domain.create();
errors.on('error', (error) => console.error(error));

const server = http.createServer((request, response) => {
  const feed = new Feed(request.url);
  errors.add(feed);
  response.end(JSON.stringify(feed.items));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
