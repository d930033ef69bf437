// Each call waits once for its reply, an event with a name of its own; the branch of the tree of events stays, empty.
const http = require('node:http');
const { EventEmitter2 } = require('eventemitter2');

const bus = new EventEmitter2({ wildcard: true, delimiter: '.' });
bus.on('calls.*', (id) => setImmediate(() => bus.emit(`replies.${id}`, `done ${id}`)));

let calls = 0;

const server = http.createServer((_request, response) => {
  const id = ++calls;
  bus.once(`replies.${id}`, (text) => response.end(text));
  bus.emit(`calls.${id}`, id);
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
