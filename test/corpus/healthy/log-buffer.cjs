// Lines of the log gather in a buffer, which a timer writes every four seconds.
const http = require('node:http');
const { createWriteStream } = require('node:fs');

const out = createWriteStream('/dev/null');
let lines = [];
setInterval(() => {
  out.write(lines.map((line) => JSON.stringify(line)).join('\n'));
  lines = [];
}, 4000);

const server = http.createServer((request, response) => {
  lines.push({ level: 'info', url: request.url, at: new Date() });
  response.end('ok');
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
