// Three hundred pages, a module each, which is loaded when its page is asked for the first time.
const { mkdirSync, writeFileSync } = require('node:fs');
const http = require('node:http');
const { join } = require('node:path');

const PAGES = 300;
const folder = join(__dirname, '../build/pages');
mkdirSync(folder, { recursive: true });
for (let n = 0; n < PAGES; n++) {
  const source = `
const words = ['page', '${n}', 'of', '${PAGES}'];
class Page { constructor(visitor) { this.visitor = visitor; } render() { return [...words, this.visitor].join(' '); } }
module.exports = { title: 'Page ${n}', render: (visitor) => new Page(visitor).render() };
`;
  writeFileSync(join(folder, `page-${n}.js`), source);
}

const server = http.createServer((request, response) => {
  const n = Number(request.url.slice(1)) % PAGES;
  response.end(require(join(folder, `page-${n}.js`)).render('guest'));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
