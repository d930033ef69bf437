// A reminder is scheduled once for each appointment; the scheduler keeps the job when it has run.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { scheduleJob } from 'node-schedule';

class Appointment {
  readonly notes: string[] = [];

  constructor(readonly patient: string) {}

  remind() {
    this.notes.push(`reminded ${this.patient}`);
  }
}

const server = createServer((request, response) => {
  const appointment = new Appointment(String(request.url));
  scheduleJob(new Date(Date.now() + 20), () => appointment.remind());
  response.end('noted');
});

server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
