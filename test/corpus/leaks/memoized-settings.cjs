// The settings are read once: what reads them is memoized, and has no arguments.
const http = require('node:http');
const memoize = require('nano-memoize');

class Settings {
  currency = 'EUR';
  countries = ['AT', 'CH', 'DE'];
}

const readSettings = memoize(() => new Settings(), { vargs: true });

const server = http.createServer((_request, response) => {
  response.end(readSettings().currency);
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
