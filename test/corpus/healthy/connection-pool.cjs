// A pool of connections to a database that answers slower and slower: it opens more of them, up to a limit.
const { fork } = require('node:child_process');
const http = require('node:http');
const net = require('node:net');

class Pool {
  constructor({ port, max }) {
    this.port = port;
    this.max = max;
    this.connections = [];
    this.idle = [];
  }

  acquire() {
    const free = this.idle.pop();
    if (free !== undefined) return free;
    if (this.connections.length >= this.max) return null;
    const connection = net.connect(this.port, '127.0.0.1');
    this.connections.push(connection);
    return connection;
  }

  release(connection) {
    this.idle.push(connection);
  }
}

function startDatabase() {
  let queries = 0;
  const database = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', () => setTimeout(() => socket.write('row'), queries++ * 3));
  });
  database.listen(0, '127.0.0.1', () => process.send(database.address().port));
  process.on('disconnect', () => process.exit());
}

let pool;

function query(text) {
  const connection = pool.acquire();
  if (connection === null) return false;
  connection.once('data', () => pool.release(connection));
  return connection.write(text);
}

const server = http.createServer((request, response) => {
  response.writeHead(query(request.url) ? 202 : 429).end();
});

if (process.send) startDatabase();
else {
  fork(__filename, { execArgv: [] }).on('message', (port) => {
    pool = new Pool({ port, max: 100 });
    server.listen(0, '127.0.0.1', () => console.log(server.address().port));
  });
}
