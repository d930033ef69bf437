// Mails come in bursts of two hundred each six seconds and are sent forty a second.
const http = require('node:http');

class Mail {
  constructor(to) {
    this.to = to;
    this.lines = ['dear', to, 'hello'];
  }
}

const queue = [];
let sent = 0;
let until = 0;
setInterval(() => {
  if (queue.shift()) sent++;
}, 25);

const server = http.createServer((request, response) => {
  if (Date.now() > until) {
    until = Date.now() + 6000;
    for (let n = 0; n < 200; n++) queue.push(new Mail(`${request.url}-${n}`));
  }
  response.end(`${sent} of ${queue.length}`);
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
