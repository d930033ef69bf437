// A basket listens to the exchange rates, and is destroyed when it was paid for.
const Backbone = require('backbone');
const http = require('node:http');

const rates = new Backbone.Model({ dollar: 1.1 });

const Basket = Backbone.Model.extend({
  constructor: function Basket(...args) {
    Backbone.Model.apply(this, args);
  },
  initialize() {
    this.listenTo(rates, 'change', this.compute);
    this.compute();
  },
  compute() {
    this.set('total', this.get('net') * rates.get('dollar'));
  },
});

const server = http.createServer((request, response) => {
  const basket = new Basket({ path: request.url, net: 20 });
  const total = basket.get('total');
  basket.destroy();
  response.end(String(total));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
