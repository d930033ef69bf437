// A visitor waits for the next message, but not for long; who has left is still waited for.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

class MessageQueue {
  #messages: string[] = [];
  #waiting: ((message: string) => void)[] = [];

  async next(): Promise<string> {
    const message = this.#messages.shift();
    return message ?? new Promise((resolve) => this.#waiting.push(resolve));
  }
}

class Lobby {
  private readonly queues = new Map([['news', new MessageQueue()]]);

  async read(channel: string): Promise<string> {
    const queue = this.queues.get(channel);
    return Promise.race([queue?.next() ?? 'no such channel', wait(5, 'nothing new')]);
  }
}

const lobby = new Lobby();

const server = createServer(async (_request, response) => {
  response.end(await lobby.read('news'));
});

server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
