// A chat: rooms come with their first guest, keep their last messages, and go with the last guest.
const { EventEmitter } = require('node:events');
const http = require('node:http');
const { WebSocket, WebSocketServer } = require('ws');

const STAYS_MS = 1500;
const REMEMBERED = 20;

class Room extends EventEmitter {
  constructor(name) {
    super();
    this.name = name;
    this.guests = new Set();
    this.messages = [];
  }

  say(text) {
    this.messages.push({ text, at: Date.now() });
    if (this.messages.length > REMEMBERED) this.messages.shift();
    this.emit('message', text);
  }
}

const rooms = new Map();

function enter(socket, name) {
  if (!rooms.has(name)) rooms.set(name, new Room(name));
  const room = rooms.get(name);
  const hear = (text) => socket.send(text);
  room.guests.add(socket);
  room.on('message', hear);
  socket.on('message', (text) => room.say(String(text)));
  socket.on('close', () => {
    room.off('message', hear);
    room.guests.delete(socket);
    if (room.guests.size === 0) rooms.delete(name);
  });
}

const server = http.createServer((request, response) => {
  // Guests in twos and threes, each pair in a room that nobody has been in before.
  const visit = Number(request.url.slice(1));
  const guest = new WebSocket(`ws://127.0.0.1:${server.address().port}/room-${Math.floor(visit / 3)}`);
  guest.on('open', () => {
    guest.send(`hello from ${visit}`);
    setTimeout(() => guest.close(), STAYS_MS * Math.random());
  });
  response.end(String(rooms.size));
});

new WebSocketServer({ server }).on('connection', (socket, request) => enter(socket, request.url.slice(1)));

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
