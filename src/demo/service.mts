// The leaky sample service of `leakconsole demo`: a user API that keeps every answer in `cache`, and never lets go of one.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeAddress, makeId, makeName, makeText } from './made-up.mjs';

class User {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly address = makeAddress();
  readonly biography = makeText(80);

  constructor(id: string) {
    const { first, last } = makeName();
    this.id = id;
    this.name = `${first} ${last}`;
    this.email = `${first}.${last}@example.com`.toLowerCase();
  }
}

const cache = new Map<string, User>();
let requests = 0;

function getUser(id: string): User {
  let user = cache.get(id);
  if (!user) {
    user = new User(id);
    cache.set(id, user);
  }
  return user;
}

const server = createServer((request, response) => {
  requests++;
  const [, id] = /^\/users\/([^/?]+)/.exec(request.url ?? '') ?? [];
  response.setHeader('content-type', 'application/json');
  if (id) response.end(JSON.stringify(getUser(id === 'random' ? makeId() : id)));
  else response.writeHead(404).end(JSON.stringify({ error: 'try /users/7 or /users/random', requests }));
});

server.listen(0, '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

// The console that started it is gone.
process.on('disconnect', () => {
  server.close();
  server.closeAllConnections();
});
