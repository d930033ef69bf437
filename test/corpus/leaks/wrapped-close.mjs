// Each session wraps what the shared server does when it is closed, and nothing unwraps it at the session's end.
import { createServer } from 'node:http';

class ToolServer {
  onclose = undefined;

  answer(question) {
    return `answer to ${question}`;
  }

  close() {
    this.onclose?.();
  }
}

const tools = new ToolServer();
const sessions = new Set();

function serve(session) {
  const before = tools.onclose;
  sessions.add(session);
  tools.onclose = () => {
    sessions.delete(session);
    before?.();
  };
  const answer = tools.answer(session.question);
  sessions.delete(session);
  return answer;
}

const server = createServer((request, response) => {
  response.end(serve({ question: request.url, opened: new Date() }));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
