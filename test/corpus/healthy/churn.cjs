// A cache of recent searches that is emptied whenever it has reached 150 of them: it fills and churns.
const http = require('node:http');

class Search {
  constructor(words) {
    this.words = words;
    this.hits = Array.from({ length: 10 }, (_, n) => ({ title: `${words} ${n}` }));
  }
}

const recent = new Map();

const server = http.createServer((request, response) => {
  if (recent.size >= 150) recent.clear();
  recent.set(request.url, new Search(request.url));
  response.end(String(recent.size));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
