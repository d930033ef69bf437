// The state of a machine is polled again and again: each poll is the answer of the one before.
const http = require('node:http');
const Bluebird = require('bluebird');

class Reading {
  values = [20, 21, 22];
}

const machines = [];
const readMachine = Bluebird.promisify((answer) => machines.push(answer));

function poll() {
  return readMachine().then((reading) => {
    if (reading.values.length > 0) return poll().then(() => reading.values.length);
    throw new Error('no values');
  });
}

poll().catch(console.error);

const server = http.createServer((_request, response) => {
  machines.shift()(null, new Reading());
  setImmediate(() => response.end('read'));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
