// All events of the runtime go through one subject, which replays them to who comes later: all of them.
import { createServer } from 'node:http';
import { filter, ReplaySubject } from 'rxjs';

class RuntimeEvent {
  constructor(type, message) {
    this.type = type;
    this.message = message;
  }
}

class RuntimeEvents extends ReplaySubject {
  textDelta(message) {
    this.next(new RuntimeEvent('text', message));
  }
}

const events = new RuntimeEvents();
let failures = 0;
events.pipe(filter(({ type }) => type === 'error')).subscribe(() => failures++);

const server = createServer((request, response) => {
  events.textDelta(`text of ${request.url}`);
  response.end(`${failures} failures`);
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
