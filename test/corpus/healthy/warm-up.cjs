// Pages are rendered from forty templates, each of which is compiled when it is asked for the first time, and kept.
const http = require('node:http');
const mustache = require('mustache');

const TEMPLATES = 40;
const compiled = new Map();

function render(id) {
  const template = `<h1>Page ${id % TEMPLATES}</h1><p>{{visitor}}</p>`;
  if (!compiled.has(template)) compiled.set(template, mustache.parse(template));
  return mustache.render(template, { visitor: 'guest' });
}

const server = http.createServer((request, response) => {
  response.end(render(Number(request.url.slice(1))));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
