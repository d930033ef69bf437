// A service that sees what happens to it: it listens for signals and for its end, and has a child of its own now and then.
const { spawnSync, spawn } = require('node:child_process');
const http = require('node:http');

const seen = { SIGCHLD: 0, SIGTERM: 0, exit: 0 };
process.on('SIGCHLD', () => seen.SIGCHLD++);
process.on('SIGTERM', () => seen.SIGTERM++);
process.on('exit', () => console.log('the service ends'));
class Order {
  constructor(id) {
    this.id = id;
    this.tags = [`tag ${id}`];
  }
}
const orders = new Map();
for (let i = 0; i < Number(process.env.ORDERS ?? 5000); i++) orders.set(i, new Order(i));
if (process.env.ADDON) {
  // Objects whose finalizers, in native code, unlink a file and connect to a socket.
  const { makeTrap, countSprung } = require(process.env.ADDON);
  const make = (_, i) => makeTrap(process.env.TRAP_FILE, Number(process.env.TRAP_PORT), i % 2);
  globalThis.countSprung = countSprung;
  globalThis.traps = Array.from({ length: 100 }, make);
}
http
  .createServer((request, response) => {
    if (request.url === '/seen') return response.end(JSON.stringify(seen));
    if (request.url === '/spawn') {
      const { status, stdout } = spawnSync('/bin/echo', ['spoken']);
      return spawn('/bin/true').on('exit', (code) => response.end(`${status} ${stdout.toString().trim()} ${code}`));
    }
    return response.end(orders.size > 0 ? 'ok' : 'no orders');
  })
  .listen(0, '127.0.0.1', function () {
    console.log(`listening on ${this.address().port}`);
  });
