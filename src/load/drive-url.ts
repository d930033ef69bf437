import http from 'node:http';
import https from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../errors.js';
import type { Load } from './load.js';

/** Requests that were not answered are not waited for beyond this many. */
const MOST_OPEN = 100;
const NEVER = new AbortController().signal;
/** How long one request is waited for before there is traffic, ms. */
const ANSWERS_WITHIN = 10_000;
/** So many may fail before it is said that all do: with `{n}`, each asks for something else. */
const FIRST_TRIES = 5;
/** ms */
const RETRIES_EVERY = 200;

/** What is wrong with a URL for requests, `{n}` in it or not; null where nothing is. */
export function findUrlFault(url: string): string | null {
  const [, authority] = /^https?:\/\/([^/\\?#]+)/i.exec(url) ?? [];
  if (authority === undefined || !URL.canParse(numbered(url, 0)))
    return `--url must be a URL that begins with http:// or https:// (got ${url})`;
  // The URL standard takes an empty port for none, which is 80 or 443.
  if (authority.endsWith(':')) return `--url has a colon, and no port after it (got ${url})`;
  if (/:0+$/.test(authority)) return `--url has port 0, at which nothing listens (got ${url})`;
  // Node decodes them, and throws.
  if (/%(?![0-9a-f]{2})/i.test(authority)) return `--url has a % in its user or host that encodes nothing (got ${url})`;
  return null;
}

function numbered(url: string, count: number): string {
  return url.replaceAll('{n}', String(count));
}

/** Why a request failed, and whether the next may not, as that of a service which begins to serve. */
interface Failure {
  readonly why: string;
  readonly mayPass: boolean;
}

/** How long a service that has just been started may take until it answers. */
export interface Patience {
  /** ms */
  readonly startsWithinMs: number;
  /** Ends the wait. */
  readonly signal: AbortSignal;
}

/**
 * Sends requests for a URL at a steady rate, once it is answered; `{n}` in it is a number that counts up. Throws a
 * UserError where nobody answers, or only with errors.
 */
export async function driveUrl(url: string, perSecond: number, patience: Patience): Promise<Load> {
  const { request, Agent } = /^https:/i.test(url) ? https : http;
  const agent = new Agent({ keepAlive: true, maxSockets: MOST_OPEN });
  let count = 0;
  let open = 0;
  const send = (signal?: AbortSignal): Promise<Failure | null> =>
    new Promise((resolve) => {
      open++;
      const sent = request(numbered(url, count++), { agent, signal }, (response) => {
        response.resume();
        const status = response.statusCode!;
        resolve(status < 400 ? null : { why: `HTTP ${status}`, mayPass: status >= 500 });
      });
      sent.on('error', (error: NodeJS.ErrnoException) => {
        // A kept connection may be closed while a request is on its way: a stall of the service makes that likely.
        if (sent.reusedSocket && error.code === 'ECONNRESET') resolve(null);
        // Where a name has several addresses, the error has no message.
        else resolve({ why: error.message || error.code || 'it failed', mayPass: true });
      });
      sent.on('close', () => {
        open--;
      });
      sent.end();
    });
  try {
    await waitForAnswer(url, send, patience);
  } catch (error) {
    agent.destroy();
    throw error;
  }
  const first = count;
  let failures = 0;
  let failure = '';
  let isStopped = false;
  const timer = setInterval(async () => {
    if (open >= MOST_OPEN) return;
    const failed = await send();
    if (failed === null || isStopped) return;
    failures++;
    failure = failed.why;
  }, 1000 / perSecond);
  return {
    ended: NEVER,
    get fault() {
      return failures === 0
        ? null
        : `${failures} of ${count - first} requests for ${url} failed, the last with: ${failure}`;
    },
    async stop() {
      isStopped = true;
      clearInterval(timer);
      agent.destroy();
    },
  };
}

/** Sends requests one by one until one is answered without an error. Throws a UserError where none is. */
async function waitForAnswer(
  url: string,
  send: (signal: AbortSignal) => Promise<Failure | null>,
  { startsWithinMs, signal }: Patience,
): Promise<void> {
  const until = performance.now() + startsWithinMs;
  for (let tries = 1; ; tries++) {
    const limit = AbortSignal.timeout(ANSWERS_WITHIN);
    const failed = await send(AbortSignal.any([signal, limit]));
    if (failed === null || signal.aborted) return;
    const mayCome = failed.mayPass && performance.now() < until;
    if (!mayCome && (limit.aborted || tries >= FIRST_TRIES)) {
      const why = limit.aborted ? `nothing came in ${ANSWERS_WITHIN / 1000} s` : failed.why;
      throw new UserError('no-traffic', `${url} is not answered without an error: ${why}`, {
        hint:
          'name what the service answers: `leakconsole ps` shows the ports; ' +
          'or use --load, whose command may send anything',
      });
    }
    await delay(RETRIES_EVERY, undefined, { signal }).catch(() => {});
  }
}
