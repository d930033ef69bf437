// Templates come with the requests; each is compiled to a function, and the last hundred are kept.
const http = require('node:http');
const { LRUCache } = require('lru-cache');

const compiled = new LRUCache({ max: 100 });

function compile(template) {
  const known = compiled.get(template);
  if (known) return known;
  const parts = template.split(/\{(\w+)\}/).map((part, index) => (index % 2 ? `view.${part}` : JSON.stringify(part)));
  const render = new Function('view', `return ${parts.join(' + ')};`);
  compiled.set(template, render);
  return render;
}

const server = http.createServer((request, response) => {
  // Every other request is for a page that has been there lately.
  const page = Number(request.url.slice(1));
  const template = `<h1>Page ${page % 2 ? page : page % 40}</h1><p>{visitor} on {day}</p>`;
  response.end(compile(template)({ visitor: 'guest', day: 'Monday' }));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
