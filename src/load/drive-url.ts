import http from 'node:http';
import https from 'node:https';
import type { Load } from './load.js';

/** Requests that were not answered are not waited for beyond this many. */
const MOST_OPEN = 100;
const NEVER = new AbortController().signal;

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

/** Sends requests for a URL at a steady rate; `{n}` in it is a number that counts up. */
export function driveUrl(url: string, perSecond: number): Load {
  const { request, Agent } = /^https:/i.test(url) ? https : http;
  const agent = new Agent({ keepAlive: true, maxSockets: MOST_OPEN });
  let count = 0;
  let open = 0;
  let failures = 0;
  let failure = '';
  const send = () => {
    if (open >= MOST_OPEN) return;
    open++;
    const sent = request(numbered(url, count++), { agent }, (response) => response.resume());
    sent.on('error', (error) => {
      failures++;
      failure = error.message;
    });
    sent.on('close', () => {
      open--;
    });
    sent.end();
  };
  const timer = setInterval(send, 1000 / perSecond);
  return {
    ended: NEVER,
    async stop() {
      clearInterval(timer);
      agent.destroy();
      return failures > count / 2 ? `most requests for ${url} failed: ${failure}` : null;
    },
  };
}
