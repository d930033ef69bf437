// Each request is written to a journal, whose archive has stopped to take anything.
const http = require('node:http');
const through2 = require('through2');

class JournalEntry {
  constructor(path) {
    this.path = path;
    this.headers = { accept: 'text/html', language: 'en', length: path.length };
  }
}

const journal = through2.obj((entry, _encoding, written) => archive(entry, written));

function archive(entry, written) {
  if (entry.path === '/1') return;
  written();
}

const server = http.createServer((request, response) => {
  journal.write(new JournalEntry(request.url));
  response.end('noted');
});

journal.resume();
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
