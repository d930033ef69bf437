// Requests wait for the next tick of a clock, with a listener and an abort listener that are both taken off again.
const { EventEmitter, setMaxListeners } = require('node:events');
const http = require('node:http');

const clock = new EventEmitter().setMaxListeners(0);
const shutdown = new AbortController();
setMaxListeners(0, shutdown.signal);
setInterval(() => clock.emit('tick', Date.now()), 5);

function nextTick(signal) {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort);
    clock.once('tick', (now) => {
      signal.removeEventListener('abort', onAbort);
      resolve(now);
    });
  });
}

const server = http.createServer(async (_request, response) => {
  response.end(String(await nextTick(shutdown.signal)));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
