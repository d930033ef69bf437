// Each question waits for an event that bears its number.
const http = require('node:http');
const Emitter = require('component-emitter');

const replies = new Emitter();

function ask(number) {
  return new Promise((resolve) => {
    replies.once(`reply ${number}`, resolve);
    setImmediate(() => replies.emit(`reply ${number}`, number * 2));
  });
}

const server = http.createServer(async (request, response) => {
  response.end(String(await ask(Number(request.url.slice(1)))));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
