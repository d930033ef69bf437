// Clients come by WebSocket in bursts, say something, and go.
const http = require('node:http');
const { WebSocket, WebSocketServer } = require('ws');

class Client {
  constructor(socket, url) {
    this.url = url;
    this.messages = 0;
    socket.on('message', (message) => {
      this.messages++;
      socket.send(message);
    });
  }
}

const clients = new Map();
const server = http.createServer(async (request, response) => {
  const size = Math.floor(Math.random() * 6);
  for (let i = 0; i < size; i++) {
    const socket = new WebSocket(`ws://127.0.0.1:${server.address().port}${request.url}`);
    socket.on('open', () => socket.send('hello'));
    socket.on('message', () => setTimeout(() => socket.close(), 500));
  }
  response.end(String(clients.size));
});

new WebSocketServer({ server, perMessageDeflate: true }).on('connection', (socket, request) => {
  clients.set(socket, new Client(socket, request.url));
  socket.on('close', () => clients.delete(socket));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
