// A page shows the rate of the day by an effect, and is rendered once.
const http = require('node:http');
const { effect, signal } = require('@preact/signals-core');

const rate = signal(1.1);

class PricePage {
  html = '';

  constructor(price) {
    effect(() => {
      this.html = `<p>${price * rate.value}</p>`;
    });
  }
}

const server = http.createServer((request, response) => {
  response.end(new PricePage(Number(request.url.slice(1))).html);
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
