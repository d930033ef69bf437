// Each report races with the end of the service, whose promise stays pending and keeps a reaction for each race.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';

class Report {
  readonly rows: string[];

  constructor(readonly name: string) {
    this.rows = Array.from({ length: 50 }, (_, row) => `${name} ${row}`);
  }
}

class Reporter {
  stop: () => void = () => {};
  readonly #stopped = new Promise<null>((resolve) => {
    this.stop = () => resolve(null);
  });

  async run(name: string): Promise<string> {
    const report = await Promise.race([this.#write(name), this.#stopped]);
    return report?.rows[0] ?? 'stopped';
  }

  async #write(name: string): Promise<Report> {
    await turn();
    return new Report(name);
  }
}

const reporter = new Reporter();

const server = createServer(async (request, response) => {
  response.end(await reporter.run(String(request.url)));
});

process.once('SIGTERM', () => reporter.stop());
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
