// Mails are sent by a queue, urgent ones first.
const http = require('node:http');
const Queue = require('better-queue');

const mails = new Queue((mail, done) => setImmediate(done, null, mail.to), {
  priority: (mail, done) => done(null, mail.isUrgent ? 1 : 2),
});

const server = http.createServer((request, response) => {
  const to = request.url.slice(1);
  mails.push({ id: `mail-to-${to}`, to, isUrgent: to.endsWith('7') }, () => response.end('sent'));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
