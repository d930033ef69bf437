// Asks a backend over connections that are kept open, and a database through a pool of a few clients.
const http = require('node:http');
const genericPool = require('generic-pool');

class Client {
  constructor() {
    this.queries = 0;
  }
  async query(text) {
    this.queries++;
    await new Promise((resolve) => setTimeout(resolve, 2));
    return [{ text }];
  }
}

const pool = genericPool.createPool({ create: async () => new Client(), destroy: async () => {} }, { min: 1, max: 8 });
const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });
const backend = http.createServer((request, response) => response.end(JSON.stringify({ url: request.url })));

function ask(path) {
  return new Promise((resolve, reject) => {
    http
      .get({ agent, host: '127.0.0.1', port: backend.address().port, path }, (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part)).on('end', () => resolve(Buffer.concat(parts).toString()));
      })
      .on('error', reject);
  });
}

const server = http.createServer(async (request, response) => {
  const rows = await pool.use((client) => client.query(`select ${request.url}`));
  response.end(`${await ask(request.url)} ${rows.length}`);
});

backend.listen(0, '127.0.0.1', () => {
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
});
