// Each order is placed in a transaction of a session that nobody ends.
const { MongoClient } = require('mongodb');
const http = require('node:http');

const client = new MongoClient('mongodb://127.0.0.1:27017/shop');

async function placeOrder(articles) {
  const session = client.startSession({ defaultTransactionOptions: { readPreference: 'primary' } });
  session.startTransaction();
  if (articles.length === 0) return session.abortTransaction();
  await session.commitTransaction();
}

const server = http.createServer(async (request, response) => {
  await placeOrder([request.url]);
  response.end('ordered');
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
