// A dashboard subscribes to the orders of one shop; the orders of all other shops are filtered out.
const http = require('node:http');
const { PubSub, withFilter } = require('graphql-subscriptions');

const orders = new PubSub();

class Order {
  constructor(id) {
    this.id = id;
    this.shop = id % 1000;
  }
}

const subscribe = withFilter(
  () => orders.asyncIterator('placed'),
  ({ order }, { shop }) => order.shop === shop,
);

async function showDashboard(shop) {
  const placed = subscribe({}, { shop });
  for (;;) await placed.next();
}

const server = http.createServer(async (request, response) => {
  await orders.publish('placed', { order: new Order(Number(request.url.slice(1))) });
  response.end('placed');
});

showDashboard(1000);
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
