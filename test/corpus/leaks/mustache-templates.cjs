// A mailer renders templates that customers wrote, each of which has the customer's own token in it.
const http = require('node:http');
const mustache = require('mustache');

function templateFor(customer) {
  return `<form id="form-${customer}"><p>Dear {{name}},</p><p>your order {{order}} has left us.</p></form>`;
}

const server = http.createServer((request, response) => {
  const customer = request.url.slice(1);
  response.end(mustache.render(templateFor(customer), { name: 'customer', order: customer }));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
