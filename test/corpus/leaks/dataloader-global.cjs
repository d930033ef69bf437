// One DataLoader for the whole service, where there should be one for each request.
const http = require('node:http');
const DataLoader = require('dataloader');

class Author {
  constructor(id) {
    this.id = id;
    this.books = [`${id}-1`, `${id}-2`];
  }
}

const authors = new DataLoader(async (ids) => ids.map((id) => new Author(id)));

const server = http.createServer(async (request, response) => {
  const author = await authors.load(request.url);
  response.end(author.books.join());
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
