// A dashboard connects to the machine that a visitor asks for, and disconnects.
const http = require('node:http');
const { io } = require('socket.io-client');

const server = http.createServer((request, response) => {
  const socket = io(`http://machine-${request.url.slice(1)}.invalid`, { autoConnect: false, reconnection: false });
  socket.on('temperature', (degrees) => response.write(String(degrees)));
  socket.disconnect();
  response.end('disconnected');
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
