// Each payment logs under a category of its own, made by the client of the bank.
const http = require('node:http');
const winston = require('winston');

const out = new winston.transports.Console({ silent: true });

class PaymentClient {
  constructor(payment) {
    this.logger = winston.loggers.get(`PaymentClient${payment}`, { transports: [out] });
  }

  pay() {
    this.logger.info('paid');
    return 'paid';
  }
}

const server = http.createServer((request, response) => {
  response.end(new PaymentClient(request.url).pay());
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
