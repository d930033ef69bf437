// Pages are rendered on the server; each listens to the session's signal, which is made once for all.
import http from 'node:http';
import { atom } from 'nanostores';

class RenderedPage {
  constructor(path) {
    this.path = path;
    this.html = [`<h1>${path}</h1>`, '<p>welcome</p>'.repeat(10)];
  }

  refresh(session) {
    this.session = session;
  }
}

const $session = atom('nobody');

const server = http.createServer((request, response) => {
  const page = new RenderedPage(request.url);
  $session.listen((session) => page.refresh(session));
  response.end(page.html.join(''));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
