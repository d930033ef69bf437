// What happens is streamed to two: the dashboard reads, the archive is not connected yet.
import { createServer } from 'node:http';

class Happening {
  at = new Date();

  constructor(what) {
    this.what = what;
  }
}

let happened;
const happenings = new ReadableStream({
  start(controller) {
    happened = (what) => controller.enqueue(new Happening(what));
  },
});
const [toDashboard, toArchive] = happenings.tee();

export const archive = { open: () => toArchive.getReader() };

let shown = 0;
async function showAll() {
  for await (const { what } of toDashboard) shown += what.length > 0 ? 1 : 0;
}
showAll();

const server = createServer((request, response) => {
  happened(`a visit of ${request.url.slice(1)}`);
  response.end(String(shown));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
