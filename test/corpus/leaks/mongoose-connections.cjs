// A multi-tenant service makes a connection for each tenant's request, and closes it again.
const http = require('node:http');
const mongoose = require('mongoose');

const ticketSchema = new mongoose.Schema({ title: String });

async function describeTenant(tenant) {
  const connection = mongoose.createConnection();
  const Ticket = connection.model('Ticket', ticketSchema);
  const ticket = new Ticket({ title: `ticket of ${tenant}` });
  await connection.close();
  return ticket.title;
}

const server = http.createServer(async (request, response) => {
  response.end(await describeTenant(request.url.slice(1)));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
