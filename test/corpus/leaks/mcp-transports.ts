// The transport of each session is kept by its id; clients leave without a word.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

class Transport {
  readonly sent: string[] = [];
  onclose?: () => void;
  constructor(readonly sessionId: string) {}

  handle(question: string): string {
    this.sent.push(question);
    return `answer ${this.sent.length} of ${this.sessionId}`;
  }
}

const transports: Record<string, Transport> = Object.create(null);

function transportOf(sessionId: string | undefined): Transport {
  if (sessionId !== undefined && transports[sessionId] !== undefined) return transports[sessionId];
  const transport = new Transport(randomUUID());
  transports[transport.sessionId] = transport;
  return transport;
}

const server = createServer((request, response) => {
  const transport = transportOf(request.headers['mcp-session-id'] as string | undefined);
  response.end(transport.handle(String(request.url)));
});

server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
