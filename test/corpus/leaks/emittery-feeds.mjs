// Visitors wait for the next price; a client that asks for a feed gets the first event of it, and then goes away.
import { createServer } from 'node:http';
import Emittery from 'emittery';

const prices = new Emittery();

async function nextPrice() {
  const feed = prices.events('price');
  const next = feed.next();
  await prices.emit('price', { amount: Math.random(), at: new Date() });
  return (await next).value;
}

const server = createServer(async (_request, response) => {
  response.end(JSON.stringify(await nextPrice()));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
