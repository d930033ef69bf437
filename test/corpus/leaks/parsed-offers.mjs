// Offers are parsed in one window that all requests share; their custom elements are never defined.
import { createServer } from 'node:http';
import { Window } from 'happy-dom';

const browser = new Window();

function titleOf(path) {
  const text = `<!doctype html><h1>Offer of ${path}</h1><price-tag>20</price-tag>`;
  const page = new browser.DOMParser().parseFromString(text, 'text/html');
  return page.querySelector('h1').textContent;
}

const server = createServer((request, response) => response.end(titleOf(request.url)));

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
