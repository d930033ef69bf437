// A page is rendered on the server, and nobody asks Helmet for what it collected.
const http = require('node:http');
const { createElement } = require('react');
const { renderToString } = require('react-dom/server');
const { Helmet } = require('react-helmet');

Helmet.canUseDOM = false;

function Article({ id }) {
  return createElement(
    'main',
    null,
    createElement(Helmet, null, createElement('title', null, `Article ${id}`)),
    createElement('h1', null, `Article ${id}`),
  );
}

const server = http.createServer((request, response) => {
  response.end(renderToString(createElement(Article, { id: request.url.slice(1) })));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
