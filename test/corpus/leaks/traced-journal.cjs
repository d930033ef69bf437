// A tracer knows for each asynchronous activity by which other it was begun. The journal is one chain of promises.
const { createHook } = require('node:async_hooks');
const http = require('node:http');

class Activity {
  constructor(type, cause) {
    this.type = type;
    this.cause = cause;
  }
}

const activities = new Map();

createHook({
  init(id, type, causeId) {
    activities.set(id, new Activity(type, activities.get(causeId)));
  },
  destroy(id) {
    activities.delete(id);
  },
}).enable();

let lastLine = '';
let written = Promise.resolve();

function note(line) {
  written = written.then(() => {
    lastLine = line;
  });
  return written;
}

const server = http.createServer(async (request, response) => {
  await note(request.url);
  response.end(`${lastLine} noted`);
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
