// Answers are cached for a second under a key that has the version in it; nobody asks for an old version again.
const http = require('node:http');
const cached = require('cached');

const answers = cached('answers', { backend: { type: 'memory' }, defaults: { expire: 1 } });

class Answer {
  constructor(key) {
    this.key = key;
    this.text = `answer to ${key}`;
  }
}

const server = http.createServer(async (request, response) => {
  const answer = await answers.getOrElse(request.url, () => new Answer(request.url));
  response.end(answer.text);
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
