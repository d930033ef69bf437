// Each request logs by a child of the service's logger, which has the request's name.
const http = require('node:http');
const { default: Logger, LogLevel } = require('@matrixai/logger');

const logger = new Logger('service', LogLevel.WARN, []);

const server = http.createServer((request, response) => {
  const log = logger.getChild(request.url.slice(1));
  log.info('answered');
  response.end('ok');
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
