// A service of OBJECTS objects in one map: orders, each with an array, an object and strings. It answers GET / after a little work, and
// measures the longest stall of its event loop, in wall-clock ms and in ms of the main thread's CPU: on a busy machine the
// latter is what the stall would be on a free one.
const { readFileSync } = require('node:fs');
const http = require('node:http');

class Order {
  constructor(id) {
    this.id = id;
    this.items = [id, id + 1];
    this.customer = { name: `customer ${id}` };
  }
}

const orders = new Map();
for (let id = 0; id < Number(process.env.OBJECTS ?? 3e6) / 3; id++) orders.set(id, new Order(id));

const server = http.createServer((request, response) => {
  const id = Number(request.url.slice(1)) % orders.size;
  const near = [];
  for (let other = id; other < id + 200; other++) near.push(orders.get(other % orders.size));
  response.end(JSON.stringify(near));
});

/** ms of CPU that the main thread has had so far (Linux). */
function cpu() {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1').split(' ', 1)[0]) / 1e6;
  } catch {
    return Number.NaN;
  }
}

let last = { at: performance.now(), cpu: cpu() };
let longest = { wall: 0, cpu: 0 };
setInterval(() => {
  const now = { at: performance.now(), cpu: cpu() };
  longest.wall = Math.max(longest.wall, now.at - last.at - 1);
  longest.cpu = Math.max(longest.cpu, now.cpu - last.cpu);
  last = now;
}, 1);

/** The longest stall since the last call. */
globalThis.stall = () => {
  const found = longest;
  longest = { wall: 0, cpu: 0 };
  return found;
};
server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
