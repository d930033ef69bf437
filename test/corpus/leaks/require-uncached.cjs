// A pricing service loads its rules anew for each request, so that they can be changed while it runs.
const http = require('node:http');
const requireUncached = require('require-uncached');

const server = http.createServer((request, response) => {
  const rules = requireUncached('./price-rules/index.cjs');
  response.end(String(rules.price(Number(request.url.slice(1)))));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
