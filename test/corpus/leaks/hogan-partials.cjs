// Letters are templates that customers write; each text that was ever compiled stays in the cache.
const http = require('node:http');
const hogan = require('hogan.js');

const server = http.createServer((request, response) => {
  const letter = hogan.compile(`Dear {{name}}, your order ${request.url} is {{state}}.`);
  response.end(letter.render({ name: 'reader', state: 'on its way' }));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
