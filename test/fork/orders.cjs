// Objects to count: ORDERS of them, each with an array, an object and strings; WORKERS busy threads beside.
const { Worker } = require('node:worker_threads');

class Order {
  constructor(id) {
    this.id = id;
    this.tags = [`tag ${id}`, id];
    this.meta = { id, customer: `customer ${id}` };
  }
}
const orders = new Map();
for (let i = 0; i < Number(process.env.ORDERS ?? 10_000); i++) orders.set(i, new Order(i));

const busy = `
  class Job { constructor(i) { this.i = i; this.list = [i, i + 1]; } }
  let kept = [];
  setInterval(() => {
    for (let k = 0; k < 4; k++) kept.push(Array.from({ length: 1500 }, (_, i) => new Job(i)));
    if (kept.length > 60) kept = [];
    Buffer.alloc(300_000, 1);
  }, 3);
`;
for (let i = 0; i < Number(process.env.WORKERS ?? 0); i++) new Worker(busy, { eval: true });
setInterval(() => orders.size, 2 ** 30);
console.log('ready');
