// Notifications go out at two a second; more than that come in.
const http = require('node:http');
const pThrottle = require('p-throttle');

class Notification {
  constructor(id) {
    this.id = id;
    this.text = `ticket ${id} has changed`;
  }
}

let sent = 0;
const send = pThrottle(
  (notification) => {
    sent += notification.text.length;
  },
  2,
  1000,
);

const server = http.createServer((request, response) => {
  send(new Notification(request.url));
  response.end(String(sent));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
