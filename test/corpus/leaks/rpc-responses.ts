// The answers of a printer are matched with their questions by id, in a dictionary that nothing is taken out of.
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Answer {
  id: number;
  result: { method: string; temperatures: number[] };
}

class Printer extends EventEmitter {
  ask(id: number, method: string) {
    setImmediate(() => this.emit('message', JSON.stringify({ id, result: { method, temperatures: [21, 60, 215] } })));
  }
}

const requests: Record<number, Answer> = {};

class PrinterClient {
  #lastId = 0;

  constructor(private readonly printer: Printer) {
    printer.on('message', (text: string) => {
      const answer = JSON.parse(text) as Answer;
      requests[answer.id] = answer;
    });
  }

  async send(method: string): Promise<Answer['result']> {
    const id = ++this.#lastId * 7919;
    this.printer.ask(id, method);
    while (requests[id] === undefined) await once(this.printer, 'message');
    return requests[id].result;
  }
}

const client = new PrinterClient(new Printer());

const server = createServer(async (request, response) => {
  const { method, temperatures } = await client.send(`server.info${request.url}`);
  response.end(`${method}: ${temperatures.join(', ')}`);
});

server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
