// The queries of each request are counted by who subscribes to them.
const http = require('node:http');
const { channel } = require('diagnostic-channel');

class QueryCounter {
  queries = 0;
}

function find(article) {
  channel.publish('mysql', { text: `select * from articles where id = ${article}` });
  return `article ${article}`;
}

const server = http.createServer((request, response) => {
  const counter = new QueryCounter();
  channel.subscribe('mysql', () => counter.queries++);
  const article = find(request.url.slice(1));
  response.setHeader('x-queries', counter.queries);
  response.end(article);
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
