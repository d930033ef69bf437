// Prices are asked for through a proxy that is down, by two connections at most.
const { Agent } = require('agent-base');
const http = require('node:http');

class ProxyAgent extends Agent {
  async connect() {
    await new Promise((resolve) => setTimeout(resolve, 1));
    throw new Error('the proxy is down');
  }
}

class PriceRequest {
  constructor(article) {
    this.article = article;
    this.answered = (answer) => answer.resume();
  }
}

const proxy = new ProxyAgent({ maxSockets: 2 });

function askForPrice(question) {
  const asked = http.get({ host: 'prices.example', path: question.article, agent: proxy }, question.answered);
  asked.on('error', (error) => {
    question.error = error.message;
  });
}

const server = http.createServer((request, response) => {
  askForPrice(new PriceRequest(request.url));
  response.end('asked');
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
