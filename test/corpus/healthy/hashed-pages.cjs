// Rendered pages are kept by a hash of their address: a few are asked for often, most of them seldom.
const { createHash } = require('node:crypto');
const http = require('node:http');

const PAGES = 500;

class Page {
  constructor(address) {
    this.text = `contents of ${address}`;
  }
}

const pages = new Map();

function render(address) {
  const key = createHash('sha1').update(address).digest('hex');
  if (!pages.has(key)) pages.set(key, new Page(address));
  return pages.get(key).text;
}

/** By Zipf's law: the second page is asked for half as often as the first, the third a third as often. */
const often = Array.from({ length: PAGES }, (_, rank) => 1 / (rank + 1));
const all = often.reduce((sum, share) => sum + share);

function choosePage() {
  let [page, left] = [0, Math.random() * all - often[0]];
  while (left > 0) left -= often[++page];
  return page;
}

const server = http.createServer((_request, response) => {
  response.end(render(`/pages/${choosePage()}`));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
