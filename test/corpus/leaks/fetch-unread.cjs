// A monitor asks for a page, and looks at the status alone.
const http = require('node:http');
const fetch = require('node-fetch');

const page = Buffer.alloc(1_000_000, 'x');
const site = http.createServer((_request, response) => response.end(page));

const server = http.createServer(async (_request, response) => {
  const { status } = await fetch(`http://127.0.0.1:${site.address().port}/`);
  response.end(String(status));
});

site.listen(0, '127.0.0.1', () => {
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
});
