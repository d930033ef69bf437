// Each three seconds a report is built as a large tree, sent, and dropped.
const http = require('node:http');

class Branch {
  constructor(depth) {
    this.children = depth === 0 ? [] : Array.from({ length: 6 }, () => new Branch(depth - 1));
    this.sum = this.children.reduce((sum, child) => sum + child.sum, 1);
  }
}

let report = null;
let requests = 0;
setInterval(() => {
  report = new Branch(5);
  setTimeout(() => (report = null), 1500);
}, 3000);

const server = http.createServer((_request, response) => {
  requests++;
  response.end(String(report?.sum ?? requests));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
