// A chat opens a namespace for each tenant's page, and never closes one.
const http = require('node:http');
const { Server } = require('socket.io');
const server = http.createServer((request, response) => {
  const space = io.of(`/tenant${request.url}`);
  space.use((_socket, next) => next());
  response.end(space.name);
});
const io = new Server(server, { serveClient: false });
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
