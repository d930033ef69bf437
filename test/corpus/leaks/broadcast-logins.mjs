// Each sign-in tells the others by a channel of its own.
import { createServer } from 'node:http';

class SignIn {
  accounts = [];

  constructor(client) {
    this.client = client;
    this.channel = new BroadcastChannel('signed in');
    this.channel.onmessage = ({ data }) => this.accounts.push(data);
  }

  async run() {
    return `${this.client} is signed in`;
  }
}

const server = createServer(async (request, response) => {
  response.end(await new SignIn(`client ${request.url.slice(1)}`).run());
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
