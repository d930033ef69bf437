// A link checker asks many hosts, all through one agent.
import { createServer } from 'node:http';
import { Agent, request } from 'undici';

const agent = new Agent({ keepAliveTimeout: 1, keepAliveMaxTimeout: 1 });

const site = createServer((_request, response) => response.end('page'));
site.listen(0, '0.0.0.0');

const server = createServer(async (incoming, response) => {
  const id = Number(incoming.url.slice(1));
  const host = `127.1.${Math.floor(id / 250)}.${(id % 250) + 1}`;
  const answer = await request(new URL(`http://${host}:${site.address().port}/`), { dispatcher: agent });
  await answer.body.dump();
  response.end(String(answer.statusCode));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
