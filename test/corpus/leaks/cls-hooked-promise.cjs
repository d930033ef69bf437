// The user of a request is looked up once, and kept as a promise in the request's continuation-local storage.
const http = require('node:http');
const cls = require('cls-hooked');

const requests = cls.createNamespace('requests');

class Account {
  constructor(id) {
    this.id = id;
    this.roles = ['reader'];
  }
}

async function loadAccount(id) {
  return new Account(id);
}

const server = http.createServer((request, response) => {
  requests.run(async () => {
    requests.set('account', loadAccount(request.url));
    const account = await requests.get('account');
    response.end(account.roles.join());
  });
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
