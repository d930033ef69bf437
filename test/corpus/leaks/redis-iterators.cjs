// The news are subscribed to for each visitor; who has left before the first ones is never unsubscribed.
const { EventEmitter } = require('node:events');
const http = require('node:http');
const { RedisPubSub } = require('graphql-redis-subscriptions');

/** Stands for a connection to Redis. */
class Connection extends EventEmitter {
  subscribe(_channel, answer) {
    setImmediate(answer);
  }

  unsubscribe() {}

  publish() {}
}

const news = new RedisPubSub({ publisher: new Connection(), subscriber: new Connection() });

async function subscribe(visitor) {
  const iterator = news.asyncIterator('news');
  iterator.next();
  return `${visitor} is told the news`;
}

const server = http.createServer(async (request, response) => {
  response.end(await subscribe(`visitor ${request.url.slice(1)}`));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
