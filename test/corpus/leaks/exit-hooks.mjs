// A report is written to a temporary file that is removed if the service is ended meanwhile.
import { createServer } from 'node:http';
import { onExit } from 'signal-exit';

class Report {
  constructor(id) {
    this.file = `report-${id}.txt`;
  }

  remove() {
    this.file = null;
  }
}

const server = createServer((request, response) => {
  const report = new Report(request.url.slice(1));
  onExit(() => report.remove());
  response.end(report.file);
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
