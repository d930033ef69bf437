// What is written to one thread goes one after the other: by a mutex for each thread, which stays.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { Mutex } from 'async-mutex';

const locks = new Map<string, Mutex>();

function lockOf(thread: string): Mutex {
  const known = locks.get(thread);
  if (known !== undefined) return known;
  const created = new Mutex();
  locks.set(thread, created);
  return created;
}

function append(thread: string, message: string): Promise<string> {
  return lockOf(thread).runExclusive(async () => {
    await turn();
    return `${message} is in ${thread}`;
  });
}

const server = createServer(async (request, response) => {
  response.end(await append(`thread${request.url}`, 'hello'));
});

server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
