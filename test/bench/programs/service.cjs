// An ordinary service: users with sessions and orders, emitters, closures, Maps, an LRU cache, trees, typed arrays, weak
// references, jobs with private fields, and one long linked list.
const { EventEmitter } = require('node:events');

/** Users that make about one megabyte of snapshot. */
exports.unitsPerMegabyte = 118;

class Address {
  constructor(id) {
    this.street = `${id} Main Street`;
    this.city = cities[id % cities.length];
    this.zip = String(10_000 + (id % 80_000));
  }
}
class Item {
  constructor(product, quantity) {
    this.product = product;
    this.quantity = quantity;
    this.price = product.price * quantity * 1.19;
  }
}
class Order {
  constructor(user, id) {
    this.id = `order-${id}`;
    this.user = user;
    user.last = this;
    this.placed = new Date(1.7e12 + id);
    this.items = Array.from({ length: 1 + (id % 4) }, (_, k) => new Item(products[random(products.length)], k + 1));
    this.state = ['open', 'paid', 'sent'][id % 3];
  }
}
class Session extends EventEmitter {
  constructor(user) {
    super();
    this.user = user;
    this.token = Buffer.from(`${user.name}${random(1e9)}`).toString('base64');
    this.data = new Map([
      ['visited', [random(1e5), random(1e5)]],
      ['language', 'en'],
    ]);
    this.on('end', () => sessions.delete(this.token));
    this.on('touch', (at) => {
      user.seen = at;
    });
  }
}
class Job {
  #payload;
  #done;
  constructor(order) {
    this.#payload = { order, attempts: [] };
    this.#done = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }
  get key() {
    return [this.#payload, this.#done];
  }
}
class Cache {
  #entries = new Map();
  #head = null;
  get(key, make) {
    const entry = this.#entries.get(key) ?? { key, value: make(), newer: null, older: this.#head };
    if (entry.older !== null && entry.newer === null) entry.older.newer = entry;
    this.#head = entry;
    this.#entries.set(key, entry);
    return entry.value;
  }
}
class Tree {
  constructor(key, value) {
    this.key = key;
    this.value = value;
    this.left = null;
    this.right = null;
  }
  static insert(root, key, value) {
    for (let at = root; ; ) {
      const side = key < at.key ? 'left' : 'right';
      if (at[side] === null) {
        at[side] = new Tree(key, value);
        return;
      }
      at = at[side];
    }
  }
}

let seed = 1;
function random(below) {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
}

function someone() {
  return users[random(users.length)];
}

const cities = Array.from({ length: 200 }, (_, id) => `City ${id}`);
const products = Array.from({ length: 2000 }, (_, id) => ({
  sku: `sku-${id}`,
  price: id / 7,
  tags: [`tag ${id % 40}`],
}));
const users = [];
const sessions = new Map();
const orders = [];
const queue = [];
const cache = new Cache();
const byName = new Tree('m', null);
const profiles = new WeakMap();
let log = null;

exports.fill = (units) => {
  for (let id = 0; id < units; id++) {
    const user = {
      id,
      name: `user ${random(1e9)}`,
      address: new Address(id),
      seen: null,
      friends: [],
      last: null,
      settings: {},
    };
    if (id % 3 === 0) user.settings = { theme: 'dark', [`flag${id % 100}`]: true };
    users.push(user);
    Tree.insert(byName, user.name, new WeakRef(user));
    profiles.set(user, { score: random(100), history: [id] });
    // Those who come back are mostly not those who came last: what belongs together was made at different times.
    for (let k = 0; k < 3; k++) someone().friends.push(user);
    const session = new Session(someone());
    sessions.set(session.token, session);
    for (let k = 0; k < 4; k++) {
      const order = new Order(someone(), orders.length);
      orders.push(order);
      if (k === 0) queue.push(new Job(order));
      log = { at: id + k / 8, text: `${order.user.name} placed ${order.id}`, previous: log };
    }
    const address = `/users/${random(units)}`;
    cache.get(address, () => ({ body: new Uint8Array(64), headers: { etag: `"${random(1e9)}"` }, user: someone() }));
  }
};
exports.kept = () => [users, sessions, orders, queue, cache, byName, profiles, log, products];
