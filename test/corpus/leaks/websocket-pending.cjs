// Two WebSocket servers share one HTTP server; neither answers for a path that is not its own.
const http = require('node:http');
const { server: WebSocketServer } = require('websocket');

const server = http.createServer((_request, response) => response.end('ok'));
const chat = new WebSocketServer({ httpServer: server });
const prices = new WebSocketServer({ httpServer: server });

function acceptOnly(path) {
  return (request) => {
    if (request.resource === path) request.accept(null, request.origin);
  };
}

chat.on('request', acceptOnly('/chat'));
prices.on('request', acceptOnly('/prices'));
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
