import { get } from 'node:http';
import { connect } from 'node:net';
import { WebSocketTransport } from '../session/transport/websocket.js';
import { probeInspector } from './probe-link.js';
import type { Reached } from './reached.js';

/** Where an inspector says that it is: an IP address, as it refuses host names. */
const HOST = '127.0.0.1';
const ANSWER_TIMEOUT = 3000;

/**
 * Finds the inspector behind a socket file that somebody forwards to it, such as `ssh -L /run/app.sock:127.0.0.1:9229
 * host`. Null where none answers.
 */
export async function reachSocket(path: string): Promise<Reached | null> {
  const name = `unix:${path}`;
  const [entry] = await listTargets(path).catch(() => []);
  if (!URL.canParse(String(entry?.webSocketDebuggerUrl))) return null;
  const url = `ws://${HOST}${new URL(entry.webSocketDebuggerUrl).pathname}`;
  return {
    url,
    opened: false,
    expected: null,
    route: {
      isLocal: true,
      loop: null,
      connect: () => WebSocketTransport.connect(url, { way: connect(path), name }),
      probe: () => probeInspector({ socketPath: path, host: HOST }),
      held() {},
      async end() {},
    },
  };
}

function listTargets(socketPath: string): Promise<readonly { readonly webSocketDebuggerUrl: string }[]> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(ANSWER_TIMEOUT);
    get({ socketPath, host: HOST, path: '/json/list', agent: false, signal }, async (response) => {
      try {
        const chunks: Buffer[] = await response.toArray();
        resolve(JSON.parse(Buffer.concat(chunks).toString()));
      } catch (error) {
        reject(error);
      }
    }).on('error', reject);
  });
}
