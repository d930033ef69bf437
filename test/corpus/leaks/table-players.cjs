// Each player of a table is connected by a WebSocket; connections are kept, and with them players.
const http = require('node:http');
const { WebSocketServer } = require('ws');

class Player {
  constructor(connection, name) {
    this.connection = connection;
    this.name = name;
    connection.onMessage((message) => this.receive(message));
  }

  receive(message) {
    this.last = message;
  }
}

class Connections {
  constructor(server) {
    this.connections = [];
    this.server = new WebSocketServer({ server });
    this.server.on('connection', (socket, request) => {
      const connection = new Connection(socket);
      this.connections.push(connection);
      connection.player = new Player(connection, request.url);
    });
  }
}

class Connection {
  constructor(socket) {
    this.socket = socket;
    this.handlers = [];
    socket.on('message', (data) => {
      for (const handler of this.handlers) handler(String(data));
    });
  }

  onMessage(handler) {
    this.handlers.push(handler);
  }
}

const server = http.createServer((_request, response) => response.end('ok'));
new Connections(server);

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
