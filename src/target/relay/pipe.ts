import { connect, type Socket } from 'node:net';
import { finished, type Readable, type Writable } from 'node:stream';
import { GOODBYE_FRAME } from '../../session/transport/text-frame.js';

/** How long an inspector must be silent before it may be hung up on, ms (see `linger`). */
const QUIET = 1000;

/**
 * Connects a console, by its two streams, with an inspector, until one of them ends. Tells whether the inspector has
 * answered a message: then the console had its lease, which comes with the first one. Never rejects.
 *
 * If the console is gone without a goodbye, it stops what the inspector would send, and waits until nothing more has
 * come for a second.
 */
export function pipeToInspector(url: string, input: Readable, output: Writable): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port), noDelay: true });
  let hasUpgraded = false;
  let hasAnswered = false;
  socket.on('data', (chunk: Buffer) => {
    const headEnd = hasUpgraded ? -4 : chunk.indexOf('\r\n\r\n');
    hasAnswered ||= hasUpgraded || (headEnd !== -1 && headEnd + 4 < chunk.length);
    hasUpgraded ||= headEnd !== -1;
  });
  socket.on('error', () => {});
  input.on('data', (chunk: Buffer) => {
    if (socket.write(chunk)) return;
    input.pause();
    socket.once('drain', () => input.resume());
  });
  finished(input, { writable: false }, () => hangUp(socket));
  input.resume();
  socket.pipe(output);
  return new Promise((resolve) => {
    socket.once('close', () => resolve(hasAnswered));
  });
}

function hangUp(socket: Socket): void {
  // Nobody reads the output any more: what comes is thrown away.
  socket.unpipe();
  socket.resume();
  socket.write(GOODBYE_FRAME);
  const timeout = setTimeout(() => socket.destroy(), QUIET);
  socket.on('data', () => timeout.refresh()).once('close', () => clearTimeout(timeout));
}
