import http from 'node:http';
import https from 'node:https';
import type { Load } from './load.js';

/** Requests that were not answered are not waited for beyond this many. */
const MOST_OPEN = 100;
const NEVER = new AbortController().signal;

/** Sends requests for a URL at a steady rate; `{n}` in it is a number that counts up. */
export function driveUrl(url: string, perSecond: number): Load {
  const { request, Agent } = url.startsWith('https:') ? https : http;
  const agent = new Agent({ keepAlive: true, maxSockets: MOST_OPEN });
  let count = 0;
  let open = 0;
  let failures = 0;
  let failure = '';
  const send = () => {
    if (open >= MOST_OPEN) return;
    open++;
    const sent = request(url.replaceAll('{n}', String(count++)), { agent }, (response) => response.resume());
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
