// The totals of a basket are memoized, and cleared by a tag when the prices change.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Memoize } from 'typescript-memoize';

class Basket {
  constructor(
    readonly customer: string,
    readonly lines: readonly number[],
  ) {}

  @Memoize({ tags: ['prices'] })
  total(currency: string) {
    return `${this.customer}: ${this.lines.reduce((sum, line) => sum + line, 0)} ${currency}`;
  }
}

const server = createServer((request, response) => {
  const basket = new Basket(String(request.url), [1, 2, 3]);
  response.end(basket.total('EUR'));
});

server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
