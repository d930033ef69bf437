// Jobs wait in a queue, fail now and then, and are tried again after a while; the last of them are remembered.
const http = require('node:http');

const AT_ONCE = 8;
const REMEMBERED = 50;

class Job {
  constructor(name) {
    this.name = name;
    this.attempts = 0;
  }
}

const waiting = [];
const running = new Set();
const retries = new Map();
const done = [];

function work() {
  while (running.size < AT_ONCE && waiting.length > 0) {
    const job = waiting.shift();
    running.add(job);
    setTimeout(() => finish(job), 20 + Math.random() * 60);
  }
}

function finish(job) {
  running.delete(job);
  job.attempts++;
  if (Math.random() < 0.3 && job.attempts < 4) {
    const retry = () => {
      retries.delete(job);
      waiting.push(job);
      work();
    };
    retries.set(job, setTimeout(retry, 100 * 2 ** job.attempts));
  } else if (done.push({ name: job.name, attempts: job.attempts }) > REMEMBERED) done.shift();
  work();
}

const server = http.createServer((request, response) => {
  waiting.push(new Job(request.url));
  work();
  response.end(`${waiting.length} jobs wait`);
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
