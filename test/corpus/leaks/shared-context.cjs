// Each request leaves a small audit function behind. It uses nothing, but shares a context with one that uses the document.
const http = require('node:http');

const audits = [];

class ScannedDocument {
  constructor(id) {
    this.id = id;
    this.pages = Array.from({ length: 50 }, (_, page) => `page ${page} of ${id}`);
  }
}

function scan(id) {
  const scanned = new ScannedDocument(id);
  const countPages = () => scanned.pages.length;
  audits.push(function audit() {
    return 'scanned';
  });
  return countPages();
}

const server = http.createServer((request, response) => {
  response.end(String(scan(request.url)));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
