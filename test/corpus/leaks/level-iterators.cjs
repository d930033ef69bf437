// The next article is looked for by an iterator, which is not closed.
const http = require('node:http');
const { MemoryLevel } = require('memory-level');

const articles = new MemoryLevel();

const server = http.createServer(async (request, response) => {
  const number = request.url.slice(1);
  await articles.put(`article-${Number(number) % 50}`, 'a pencil');
  const iterator = articles.iterator({ gte: `article-${Number(number) % 50}` });
  const [key] = await iterator.next();
  response.end(key);
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
