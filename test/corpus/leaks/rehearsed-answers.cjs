// A rehearsal registers the answer that the partner will give, and takes it back when nobody asked for it.
const http = require('node:http');
const nock = require('nock');

const partner = nock('http://partner.example');

const server = http.createServer((request, response) => {
  const answer = partner.get(request.url);
  answer.reply(200, { stock: request.url.length });
  response.end(String(nock.removeInterceptor(answer)));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
