// A download waits for its turn, but not for long; the limiter goes on to ask for a token for who has left.
const http = require('node:http');
const { setTimeout: wait } = require('node:timers/promises');
const { RateLimiter } = require('limiter');

const bandwidth = new RateLimiter({ tokensPerInterval: 2, interval: 'second' });

class Download {
  constructor(path) {
    this.path = path;
    this.body = `contents of ${path}`.repeat(20);
  }

  async send() {
    await bandwidth.removeTokens(1);
    return this.body;
  }
}

const server = http.createServer(async (request, response) => {
  const sent = new Download(request.url).send();
  response.end(await Promise.race([sent, wait(5, 'too busy')]));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
