// Each entry is a stream that is archived by a pipeline, whose end is one stream for all.
import { createServer } from 'node:http';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

class Entry extends Readable {
  constructor(path) {
    super();
    this.path = path;
  }

  _read() {
    this.push(this.path);
    this.push(null);
  }
}

let bytes = 0;
const archive = new Writable({
  write(chunk, _encoding, done) {
    bytes += chunk.length;
    done();
  },
}).setMaxListeners(0);

const server = createServer(async (request, response) => {
  await pipeline(new Entry(request.url), archive, { end: false });
  response.end(`${bytes} bytes`);
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
