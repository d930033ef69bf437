// Connections are taken from a pool and given back; it grows to eight of them, once.
const http = require('node:http');
const genericPool = require('generic-pool');

class Connection {
  queries = 0;

  async query(text) {
    this.queries += 1;
    return text.length;
  }
}

const pool = genericPool.createPool(
  { create: async () => new Connection(), destroy: async () => {} },
  { min: 2, max: 8, idleTimeoutMillis: 1000, evictionRunIntervalMillis: 500 },
);

const server = http.createServer(async (request, response) => {
  const length = await pool.use((connection) => connection.query(request.url));
  response.end(String(length));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
