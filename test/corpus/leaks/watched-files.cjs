// A page looks at its template again when that changes; each request makes a page.
const fs = require('node:fs');
const http = require('node:http');

class Page {
  constructor(file) {
    this.html = 'a page';
    fs.watchFile(file, { interval: 1000, persistent: false }, () => this.reload());
  }

  reload() {
    this.html = 'a new page';
  }
}

const server = http.createServer((_request, response) => {
  response.end(new Page(__filename).html);
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
