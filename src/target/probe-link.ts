import { get } from 'node:http';
import type { LinkState } from '../session/link.js';

/** How long a second connection may take, ms. */
const PROBE_TIMEOUT = 4000;

/** Where an inspector is asked: at a host and port, or behind a socket file. */
export type InspectorAddress =
  | { readonly host: string; readonly port: number }
  | { readonly socketPath: string; readonly host: string };

/**
 * Asks an inspector by a connection of its own whether it is there. Whatever is answered counts: a proxy may know no
 * /json/version.
 */
export function probeInspector(address: InspectorAddress, timeoutMs: number = PROBE_TIMEOUT): Promise<LinkState> {
  return new Promise((resolve) => {
    const request = get({ ...address, path: '/json/version', agent: false });
    const settle = (state: LinkState) => {
      clearTimeout(timeout);
      resolve(state);
      request.destroy();
    };
    const timeout = setTimeout(settle, timeoutMs, 'silent');
    request.on('response', () => settle('answers'));
    request.on('error', ({ code }: NodeJS.ErrnoException) =>
      settle(code !== undefined && REFUSALS.has(code) ? 'refuses' : 'silent'),
    );
  });
}

/** Of the other side, or of a tunnel whose other end finds nobody. */
const REFUSALS = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT']);
