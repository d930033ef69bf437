import type { Socket } from 'node:net';
import { runWhenGone } from '../run-when-gone.js';
import { GOODBYE_FRAME } from './text-frame.js';

/** A shell that holds a connection open when this process is gone. */
export interface Linger {
  /** Ends the shell: when we close the connection, it is closed. */
  end(): void;
  /** Lets the shell do its work now, as if this process had ended. Then close our end of the connection. */
  takeOver(): void;
}

/**
 * Keeps a connection to an inspector open for about a second after this process ends, however it ends.
 *
 * Node's inspector dies of a null pointer, and the service with it, when it has an answer to write in the turn of its
 * loop in which its client hangs up (nodejs/node#34833, mended by nodejs/node#64209 in 2026). A client that is killed
 * in the middle of a walk hangs up like that. So a shell holds the socket too: when we are gone, it stops what the
 * target would send by itself, waits until nothing more has come for a second, and then hangs up. Where a process has
 * no socket to share (Windows), this does nothing.
 */
export function linger(socket: Socket): Linger {
  // Node offers no public way to a socket's descriptor. Where there is none, `linger.test.ts` fails.
  const { fd } = (socket as unknown as { _handle?: { fd?: number } })._handle ?? {};
  if (fd === undefined || fd < 0) return { end() {}, takeOver() {} };
  const shell = runWhenGone(DRAIN, [], fd);
  let isTakenOver = false;
  return {
    end: () => void (isTakenOver || shell.end()),
    takeOver: () => {
      isTakenOver = true;
      shell.start();
    },
  };
}

/** In the octal that printf takes. */
const GOODBYE = [...GOODBYE_FRAME].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');

/** The socket does not block: `cat` takes what is there. */
const DRAIN = `
printf '${GOODBYE}' >&3
quiet=0
while [ $quiet -lt 10 ]; do
  sleep 0.1
  if [ "$(cat <&3 2>/dev/null | wc -c)" -gt 0 ]; then quiet=0; else quiet=$((quiet + 1)); fi
done
`;
