// The lines of each request are piped into one journal that lives as long as the service.
const http = require('node:http');
const { Writable } = require('node:stream');
const highland = require('highland');

let written = 0;
const journal = new Writable({
  write(chunk, _encoding, done) {
    written += chunk.length;
    done();
  },
});
journal.setMaxListeners(0);

const server = http.createServer((request, response) => {
  highland([`${request.url} begins\n`, `${request.url} ends\n`]).pipe(journal, { end: false });
  setImmediate(() => response.end(String(written)));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
