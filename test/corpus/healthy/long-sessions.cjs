// Sessions that end after half an hour: a timer takes the expired ones out each minute.
const http = require('node:http');

class Session {
  constructor(token) {
    this.token = token;
    this.cart = [];
    this.expires = Date.now() + 1_800_000;
  }
}

const sessions = new Map();
setInterval(() => {
  for (const [token, session] of sessions) if (session.expires < Date.now()) sessions.delete(token);
}, 60_000);

const server = http.createServer((request, response) => {
  // One visitor in three is new.
  const visit = Number(request.url.slice(1));
  const token = `token-${Math.floor(visit / 3)}`;
  if (!sessions.has(token)) sessions.set(token, new Session(token));
  sessions.get(token).cart.push(visit % 7);
  response.end(String(sessions.size));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
