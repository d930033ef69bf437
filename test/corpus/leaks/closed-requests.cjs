// Events are streamed until the request closes; but its body was read before, and it has closed already.
const http = require('node:http');
const { EventEmitter } = require('node:events');

const bus = new EventEmitter().setMaxListeners(0);

class EventStream {
  constructor(conversation, response) {
    this.conversation = conversation;
    this.response = response;
  }

  send(event) {
    if (!this.response.writableEnded) this.response.write(`data: ${event} of ${this.conversation}\n\n`);
  }
}

async function readBody(request) {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}

const server = http.createServer(async (request, response) => {
  await readBody(request);
  const stream = new EventStream(request.url, response);
  const listener = (event) => stream.send(event);
  bus.on('event', listener);
  const heartbeat = setInterval(() => stream.send('heartbeat'), 30_000);
  request.on('close', () => {
    bus.off('event', listener);
    clearInterval(heartbeat);
  });
  stream.send('hello');
  response.end();
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
