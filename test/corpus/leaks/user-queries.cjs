// Queries are made by a copy of the client with the parameters of the user, in a transaction's client of its own.
const http = require('node:http');
const createClient = require('knex');

const orders = createClient({ client: 'pg' });

const server = http.createServer((request, response) => {
  const ofUser = orders.withUserParams({ user: request.url });
  response.end(ofUser('orders').where({ user: ofUser.userParams.user }).toString());
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
