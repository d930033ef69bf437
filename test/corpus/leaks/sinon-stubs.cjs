// A preview of an order runs against a stubbed mailer; since version 5 of sinon, the default sandbox keeps each stub.
const http = require('node:http');
const sinon = require('sinon');

class Order {
  constructor(id) {
    this.id = id;
    this.lines = [`line 1 of ${id}`, `line 2 of ${id}`];
  }

  confirm(mailer) {
    mailer(this);
    return `${this.id}: ${this.lines.length} lines`;
  }
}

function preview(order) {
  const mailer = sinon.stub();
  const text = order.confirm(mailer);
  return `${text}, ${mailer.callCount} mails`;
}

const server = http.createServer((request, response) => response.end(preview(new Order(request.url))));

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
