// A bot remembers each member that has written, in the cache of the guild that it is in.

import http from 'node:http';
import { Collection } from '@discordjs/collection';

class Member {
  constructor(id) {
    this.id = id;
    this.roles = ['member', `team ${id % 7}`];
  }
}

class MemberManager {
  constructor() {
    this.cache = new Collection();
  }

  resolve(id) {
    return this.cache.ensure(id, () => new Member(id));
  }
}

class Client {
  guild = { members: new MemberManager() };
}

const client = new Client();

const server = http.createServer((request, response) => {
  response.end(client.guild.members.resolve(Number(request.url.slice(1))).roles.join());
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
