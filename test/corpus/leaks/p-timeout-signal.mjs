// A quote service asks its source with a deadline; one signal ends all that is under way.
import { setMaxListeners } from 'node:events';
import { createServer } from 'node:http';
import pTimeout from 'p-timeout';

class QuoteService {
  #stopping = new AbortController();

  constructor() {
    setMaxListeners(0, this.#stopping.signal);
  }

  quote(symbol) {
    return pTimeout(Promise.resolve({ symbol, price: symbol.length }), {
      milliseconds: 5000,
      signal: this.#stopping.signal,
    });
  }

  stop() {
    this.#stopping.abort();
  }
}

const quotes = new QuoteService();
const server = createServer(async (request, response) => {
  response.end(JSON.stringify(await quotes.quote(request.url)));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.on('SIGTERM', () => quotes.stop());
