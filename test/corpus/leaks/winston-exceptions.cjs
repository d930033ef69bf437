// Each request gets a logger that also writes down uncaught exceptions.
const http = require('node:http');
const winston = require('winston');

process.setMaxListeners(0);

function createRequestLogger(url) {
  return winston.createLogger({
    defaultMeta: { url },
    transports: [new winston.transports.Console({ handleExceptions: true, silent: true })],
  });
}

const server = http.createServer((request, response) => {
  createRequestLogger(request.url).info('answered');
  response.end('ok');
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
