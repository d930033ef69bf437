// A reminder service schedules a task for each reminder, and stops it when the reminder is withdrawn.
const http = require('node:http');
const cron = require('node-cron');

class Reminder {
  constructor(id) {
    this.id = id;
    this.sent = 0;
    this.task = cron.schedule('0 4 1 1 *', () => this.send());
  }

  send() {
    this.sent += 1;
  }

  withdraw() {
    this.task.stop();
  }
}

const server = http.createServer((request, response) => {
  const reminder = new Reminder(request.url.slice(1));
  reminder.withdraw();
  response.end(reminder.id);
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
