// Pages are rendered on the server, each with the global styles of the shop.
const http = require('node:http');
const { createElement: h } = require('react');
const { renderToString } = require('react-dom/server');
const { ServerStyleSheet, createGlobalStyle } = require('styled-components');

const ShopStyles = createGlobalStyle`body { margin: 0; font-family: serif; }`;

function renderPage(path) {
  const sheet = new ServerStyleSheet();
  const page = renderToString(sheet.collectStyles(h('main', null, h(ShopStyles), h('h1', null, path))));
  const styles = sheet.getStyleTags();
  sheet.seal();
  return styles + page;
}

const server = http.createServer((request, response) => response.end(renderPage(request.url)));

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
