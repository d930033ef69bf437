// A cache with a bound that it reaches while it is looked at.
const http = require('node:http');
const { LRUCache } = require('lru-cache');

class Page {
  constructor(url) {
    this.url = url;
    this.lines = [url, url];
  }
}

const pages = new LRUCache({ max: 120 });

const server = http.createServer((request, response) => {
  if (!pages.has(request.url)) pages.set(request.url, new Page(request.url));
  response.end(pages.get(request.url).url);
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
