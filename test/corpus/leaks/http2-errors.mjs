// Each call listens to errors of the shared session, and stops to by way of its stream, which has none at the end.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, createServer as createHttp2Server } from 'node:http2';

const upstream = createHttp2Server();
upstream.on('stream', (stream, headers) => stream.end(`price of ${headers[':path']}`));
upstream.listen(0, '127.0.0.1');
await once(upstream, 'listening');

class PriceClient {
  session = connect(`http://127.0.0.1:${upstream.address().port}`).setMaxListeners(0);

  async ask(path) {
    const stream = this.session.request({ ':path': path });
    const fail = (error) => stream.destroy(error);
    this.session.on('error', fail);
    stream.on('close', () => stream.session?.off('error', fail));
    let price = '';
    for await (const piece of stream.setEncoding('utf8')) price += piece;
    return price;
  }
}

const prices = new PriceClient();

const server = createServer(async (request, response) => {
  response.end(await prices.ask(request.url));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
