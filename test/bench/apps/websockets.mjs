// A websocket server, each connection with state of its own in closures.
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const rooms = new Map();
const server = createServer((_request, response) => response.end(String(rooms.size)));
const sockets = new WebSocketServer({ server });
sockets.on('connection', (socket, request) => {
  const name = request.url;
  const history = [];
  const user = { name, joined: new Date(), settings: { theme: { dark: true } } };
  rooms.set(name, { user, socket });
  socket.on('message', (data) => {
    history.push({ text: String(data), at: Date.now() });
    if (history.length % 10 === 0) socket.send(JSON.stringify({ count: history.length, name: user.name }));
  });
  socket.on('close', () => rooms.delete(name));
});
server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
