// Each run of an agent has a context of its own, which is never disabled.
import { AsyncLocalStorage } from 'node:async_hooks';
import { createServer } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';

class Transcript {
  lines = [];

  constructor(run) {
    this.lines.push(`run ${run}`);
  }
}

class Lifecycle {
  transcripts = new AsyncLocalStorage();

  run(id) {
    return this.transcripts.run(new Transcript(id), async () => {
      await turn();
      return this.transcripts.getStore().lines[0];
    });
  }
}

const server = createServer(async (request, response) => {
  response.end(await new Lifecycle().run(request.url));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
