// A date is written for a reader by a format that is remembered by all its options, of which one is the reader.
const http = require('node:http');
const { default: memoizeFormatConstructor } = require('intl-format-cache');

const getDateFormat = memoizeFormatConstructor(Intl.DateTimeFormat);

function writeDate(date, reader) {
  return getDateFormat('en', { dateStyle: 'long', timeZone: 'UTC', reader }).format(date);
}

const server = http.createServer((request, response) => {
  response.end(writeDate(new Date(), request.url));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
