// Each request has a DataLoader and an async context of its own, as it should be.
const { AsyncLocalStorage } = require('node:async_hooks');
const http = require('node:http');
const DataLoader = require('dataloader');

class Author {
  constructor(id) {
    this.id = id;
    this.books = [`${id}-1`];
  }
}

const context = new AsyncLocalStorage();

async function answer() {
  const { url, authors } = context.getStore();
  const found = await authors.loadMany([url, `${url}-2`, url]);
  return found.map((author) => author.id).join();
}

const server = http.createServer((request, response) => {
  const authors = new DataLoader(async (ids) => ids.map((id) => new Author(id)));
  context.run({ url: request.url, authors }, async () => response.end(await answer()));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
