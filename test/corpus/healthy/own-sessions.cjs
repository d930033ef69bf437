// A Map of sessions by token, each of which expires 300 ms after its last use.
const http = require('node:http');

class Session {
  constructor(token) {
    this.token = token;
    this.cart = [];
    this.touch();
  }

  touch() {
    this.expires = Date.now() + 300;
  }
}

const sessions = new Map();
setInterval(() => {
  for (const [token, session] of sessions) if (session.expires < Date.now()) sessions.delete(token);
}, 50);

const server = http.createServer((request, response) => {
  const session = sessions.get(request.url) ?? new Session(request.url);
  session.touch();
  sessions.set(request.url, session);
  response.end(String(sessions.size));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
