import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A link to a port that can fail in the ways in which links fail. */
export interface FailingLink {
  readonly port: number;
  /** Resets all connections; new ones work. */
  reset(): void;
  /** From now on nothing passes, of connections that are there and of new ones, and nothing is closed. */
  fallSilent(): void;
  /** Leads new connections to another port. */
  leadTo(port: number): void;
  close(): void;
}

/** Starts a proxy to a port of 127.0.0.1. */
export async function startProxy(port: number): Promise<FailingLink> {
  const sockets = new Set<Socket>();
  let to = port;
  let isSilent = false;
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    for (const [from, into] of [
      [near, far],
      [far, near],
    ]) {
      sockets.add(from);
      from.on('data', (chunk) => void (isSilent || into.write(chunk)));
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        if (!isSilent) into.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const reset = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    reset,
    fallSilent: () => {
      isSilent = true;
    },
    leadTo: (other) => {
      to = other;
    },
    close: () => {
      server.close();
      reset();
    },
  };
}
