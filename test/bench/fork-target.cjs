// A server with many objects (ORDERS) or large buffers (BUFFERS, MB), and a meter of its longest stall.
const http = require('node:http');

class Order {
  constructor(id) {
    this.id = id;
    this.tags = [`a${id}`, id];
    this.meta = { n: id, s: `customer ${id}` };
    this.state = 'open';
  }
}
const count = Number(process.env.ORDERS ?? 1000);
const orders = new Map();
globalThis.buffers = [];
globalThis.isFilled = false;
// After it listens: whoever starts it waits for that only so long.
function fill() {
  for (let i = 0; i < count; i++) orders.set(i, new Order(i));
  for (let i = 0; i < Number(process.env.BUFFERS ?? 0); i++) globalThis.buffers.push(Buffer.alloc(2 ** 20, 1));
  globalThis.isFilled = true;
}

let last = performance.now();
let longest = 0;
setInterval(() => {
  const now = performance.now();
  longest = Math.max(longest, now - last);
  last = now;
}, 1);
/** The longest time between two turns of the event loop since the last call, ms. */
globalThis.readMeter = () => {
  const stall = Math.max(longest, performance.now() - last);
  longest = 0;
  return stall;
};

let hits = 0;
http
  .createServer((_, response) => {
    // Some writes to old objects, some garbage.
    const list = [];
    for (let i = 0; i < 200; i++) {
      const { id, meta } = orders.get((hits++ * 7919 + i * 104729) % count);
      list.push({ id, s: meta.s });
      if (i < 20) meta.n++;
    }
    response.end(JSON.stringify(list));
  })
  .listen(0, '127.0.0.1', function () {
    console.log(`listening on ${this.address().port}`);
    setTimeout(fill, 100);
  });
