// All requests read through the global entity manager, whose identity map keeps what was ever read.
const http = require('node:http');
const { EntitySchema } = require('@mikro-orm/core');
const { MikroORM } = require('@mikro-orm/mongodb');

class Book {
  constructor(title) {
    this.title = title;
  }
}

const properties = { _id: { type: 'string', primary: true }, title: { type: 'string' } };

async function start() {
  const orm = await MikroORM.init(
    {
      entities: [new EntitySchema({ class: Book, properties })],
      dbName: 'books',
      allowGlobalContext: true,
      discovery: { disableDynamicFileAccess: true },
    },
    false,
  );
  const readBook = (id) => orm.em.map(Book, { _id: id, title: `the title of ${id}` });
  const server = http.createServer((request, response) => response.end(readBook(request.url).title));
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
}

start();
