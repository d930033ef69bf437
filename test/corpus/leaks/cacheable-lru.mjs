// The rates of a few currencies are cached for a moment.
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { CacheableMemory } from '@cacheable/memory';

const rates = new CacheableMemory({ ttl: 1, lruSize: 100 });

async function rateOf(currency) {
  const known = rates.get(currency);
  if (known !== undefined) return known;
  await wait(2);
  const rate = { currency, of: Date.now() };
  rates.set(currency, rate);
  return rate;
}

const server = createServer(async (request, response) => {
  const { of } = await rateOf(`currency ${Number(request.url.slice(1)) % 8}`);
  response.end(String(of));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
