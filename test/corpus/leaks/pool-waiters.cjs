// A connection is not given back where the query fails: later ones wait for good.
const http = require('node:http');
const { createPool } = require('generic-pool');
let made = 0;
class Link {
  constructor() {
    this.id = made++;
  }
}
const pool = createPool({ create: async () => new Link(), destroy: async () => {} }, { max: 2 });
class Visit {
  constructor(url) {
    this.url = url;
  }
}
const server = http.createServer((request, response) => {
  const visit = new Visit(request.url);
  pool.acquire().then((link) => {
    visit.link = link;
  });
  response.end('ok');
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
