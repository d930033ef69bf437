// Prices are computed from a rate that all offers share.
const http = require('node:http');
const ko = require('knockout');

const rate = ko.observable(1.1);

class Offer {
  constructor(article, net) {
    this.article = article;
    this.net = ko.observable(net);
    this.price = ko.computed(() => this.net() * rate());
  }
}

const server = http.createServer((request, response) => {
  const offer = new Offer(request.url.slice(1), 20);
  response.end(String(offer.price()));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
