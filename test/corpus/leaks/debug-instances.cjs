// A job runner gives each job a debug logger of its own.
const http = require('node:http');
const createDebug = require('debug');

class Job {
  constructor(id) {
    this.id = id;
    this.log = createDebug(`jobs:${id}`);
  }

  run() {
    this.log('started');
    return `job ${this.id} is done`;
  }
}

const server = http.createServer((request, response) => {
  response.end(new Job(request.url.slice(1)).run());
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
