// Every tenth request puts a burst of jobs into a queue, which is empty again soon after.
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import PQueue from 'p-queue';

class Job {
  constructor(id) {
    this.id = id;
  }

  async run() {
    await wait(1);
    return this.id;
  }
}

const queue = new PQueue({ concurrency: 10 });

const server = createServer((request, response) => {
  const id = Number(request.url.slice(1));
  if (id % 10 === 0) for (let n = 0; n < 20; n++) queue.add(() => new Job(`${id}-${n}`).run());
  response.end(String(queue.size));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
