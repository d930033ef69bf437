// Orders are entered into the books one by one, which takes longer than it takes to order.
import { EventEmitter, on } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

class Order {
  positions = ['a pencil', 'a rubber'];

  constructor(number) {
    this.number = number;
  }
}

const orders = new EventEmitter();
let booked = 0;

async function keepBooks() {
  for await (const [order] of on(orders, 'ordered')) {
    await wait(2000);
    booked += order.positions.length;
  }
}

keepBooks();

const server = createServer((request, response) => {
  orders.emit('ordered', new Order(request.url.slice(1)));
  response.end(String(booked));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
