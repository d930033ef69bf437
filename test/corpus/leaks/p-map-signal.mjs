// Each request fans out with p-map, which is to stop when the whole service does.
import { setMaxListeners } from 'node:events';
import { createServer } from 'node:http';
import pMap from 'p-map';

const shutdown = new AbortController();
setMaxListeners(0, shutdown.signal);

class Parcel {
  constructor(id) {
    this.id = id;
    this.weight = (id % 9) + 1;
  }
}

const server = createServer(async (request, response) => {
  const id = Number(request.url.slice(1));
  const parcels = [new Parcel(id), new Parcel(id + 1)];
  const weights = await pMap(parcels, (parcel) => parcel.weight, { signal: shutdown.signal });
  response.end(weights.join());
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.on('SIGTERM', () => shutdown.abort());
