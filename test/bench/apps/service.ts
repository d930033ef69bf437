// A TypeScript service: classes with private members, a validated API, an LRU cache, promises in flight.
import { EventEmitter } from 'node:events';
import { createServer } from 'node:http';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';

const Query = z.object({ id: z.coerce.number().int().nonnegative() });

class Repository<T extends { id: number }> extends EventEmitter {
  #rows = new Map<number, T>();
  readonly #pending = new Map<number, Promise<T>>();

  async find(id: number, make: (id: number) => T): Promise<T> {
    const known = this.#pending.get(id);
    if (known) return known;
    const row = Promise.resolve().then(() => {
      const made = make(id);
      this.#rows.set(id, made);
      this.emit('row', made);
      return made;
    });
    this.#pending.set(id, row);
    return row;
  }

  get size(): number {
    return this.#rows.size;
  }
}

interface Customer {
  id: number;
  address: { street: string; city: { name: string } };
  orders: { id: number }[];
}

const customers = new Repository<Customer>();
const pages = new LRUCache<string, { body: string; at: Date }>({ max: 5000 });

const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const { id } = Query.parse({ id: url.searchParams.get('id') ?? 0 });
  const customer = await customers.find(id, (id) => ({
    id,
    address: { street: `street ${id}`, city: { name: 'x' } },
    orders: [{ id: 1 }, { id: 2 }],
  }));
  const body = JSON.stringify(customer);
  pages.set(url.href, { body, at: new Date() });
  response.end(body);
});
server.listen(0, '127.0.0.1', () => console.log(`listening on ${(server.address() as { port: number }).port}`));
