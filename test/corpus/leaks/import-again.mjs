// The price rules are imported anew for each order, past the cache of modules.
import { createServer } from 'node:http';

const server = createServer(async (request, response) => {
  const { total } = await import(`./price-rules/total.mjs?order=${request.url.slice(1)}`);
  response.end(String(total(3)));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
