// A page of articles is cut out of the catalogue by a selector; its first argument lives as long as the service.
const http = require('node:http');
const { weakMapMemoize } = require('reselect');

const catalogue = Array.from({ length: 10_000 }, (_, id) => ({ id, title: `article ${id}` }));

const selectPage = weakMapMemoize((articles, from, to) => articles.slice(from, to));

const server = http.createServer((request, response) => {
  const from = Number(request.url.slice(1));
  response.end(JSON.stringify(selectPage(catalogue, from, from + 20).length));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
