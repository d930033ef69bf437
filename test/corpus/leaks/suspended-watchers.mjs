// A visitor watches an auction by an async generator, which waits for the next bid also when he has left.
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';

class Watcher {
  seen = 0;

  constructor(visitor) {
    this.visitor = visitor;
  }

  async *bids(auction) {
    while (true) {
      const [bid] = await once(auction, 'bid');
      this.seen++;
      yield bid;
    }
  }
}

const auction = new EventEmitter().setMaxListeners(0);

async function follow(visitor) {
  const watcher = new Watcher(visitor);
  for await (const bid of watcher.bids(auction)) if (bid.visitor === visitor) break;
}

const server = createServer((request, response) => {
  follow(`visitor ${request.url.slice(1)}`);
  response.end('follows');
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
