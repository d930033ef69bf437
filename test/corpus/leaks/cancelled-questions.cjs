// One token cancels all questions at shutdown; that each listens to it is never disposed of.
const http = require('node:http');
const { CancellationTokenSource } = require('vscode-jsonrpc/node');

const shutdown = new CancellationTokenSource();

class Question {
  constructor(path) {
    this.path = path;
    this.isCancelled = false;
    shutdown.token.onCancellationRequested(this.cancel, this);
  }

  cancel() {
    this.isCancelled = true;
  }

  answer() {
    return this.isCancelled ? 'cancelled' : `answer to ${this.path}`;
  }
}

const server = http.createServer((request, response) => response.end(new Question(request.url).answer()));

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.on('SIGTERM', () => shutdown.cancel());
