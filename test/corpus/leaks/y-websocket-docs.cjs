// Each page is a room that people edit together; nothing is stored.
const http = require('node:http');
const { WebSocketServer } = require('ws');
const { setupWSConnection } = require('y-websocket/bin/utils');

const server = http.createServer((_request, response) => response.end('pages'));
const sockets = new WebSocketServer({ server });

sockets.on('connection', (socket, request) => {
  socket.on('error', () => {});
  setupWSConnection(socket, request, { docName: `page${request.url}` });
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
