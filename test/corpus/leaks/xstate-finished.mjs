// Each order is a state machine that comes to its end.
import { createServer } from 'node:http';
import { assign, createMachine, interpret } from 'xstate';

const order = createMachine({
  id: 'order',
  initial: 'placed',
  predictableActionArguments: true,
  context: { article: '' },
  states: {
    placed: { on: { PAY: { target: 'paid', actions: assign({ article: (_context, event) => event.article }) } } },
    paid: { on: { SHIP: 'shipped' } },
    shipped: { type: 'final' },
  },
});

function ship(article) {
  const service = interpret(order).start();
  service.send({ type: 'PAY', article });
  service.send('SHIP');
  return service.getSnapshot().context.article;
}

const server = createServer((request, response) => {
  response.end(ship(request.url));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
