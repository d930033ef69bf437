// A proxy answers from its HTTP cache where it can; all requests share one Keyv.
import { createServer, request as httpRequest } from 'node:http';
import CacheableRequest from 'cacheable-request';
import Keyv from 'keyv';

const store = new Keyv();
const cached = new CacheableRequest(httpRequest, store).request();

const upstream = createServer((_request, response) => {
  response.setHeader('cache-control', 'max-age=60');
  response.end('catalogue');
});
upstream.listen(0, '127.0.0.1');

function fetchCatalogue() {
  const options = { host: '127.0.0.1', port: upstream.address().port, path: '/catalogue' };
  return new Promise((resolve, reject) => {
    const emitter = cached(options, (answer) => answer.resume().on('end', resolve));
    emitter.on('request', (outgoing) => outgoing.end());
    emitter.on('error', reject);
  });
}

const server = createServer(async (_request, response) => {
  await fetchCatalogue();
  response.end('ok');
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
