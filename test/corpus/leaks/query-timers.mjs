// Each page has a query client of its own; a query that may be kept for a day sets a timer, which holds all of it.
import { AsyncLocalStorage } from 'node:async_hooks';
import { createServer } from 'node:http';
import { QueryClient } from '@tanstack/query-core';

const DAY = 24 * 60 * 60 * 1000;
const pages = new AsyncLocalStorage();

class Page {
  html = [];

  constructor(path) {
    this.path = path;
  }

  async render() {
    const client = new QueryClient();
    const limits = await client.fetchQuery({ queryKey: ['limits'], queryFn: async () => [10, 20], gcTime: DAY });
    this.html.push(`<p>${this.path}: ${limits[0]}</p>`);
    return this.html.join('');
  }
}

const server = createServer(async (request, response) => {
  const page = new Page(request.url);
  response.end(await pages.run(page, () => page.render()));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
