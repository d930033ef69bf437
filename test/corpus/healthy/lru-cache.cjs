// A product cache that fills to 300 entries, and then replaces the least recently used.
const http = require('node:http');
const { LRUCache } = require('lru-cache');

class Product {
  constructor(id) {
    this.id = id;
    this.tags = [`tag ${id % 7}`, 'product'];
  }
}

const products = new LRUCache({ max: 300 });

const server = http.createServer((request, response) => {
  const id = Number(request.url.slice(1));
  if (!products.has(id)) products.set(id, new Product(id));
  response.end(products.get(id).tags.join());
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
