import http from 'node:http';
import net from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

const AT_ONCE = 4;
const STARTS_WITHIN_MS = 60_000;

/** What one request of a kind is; each resolves when its answer has come, or when none is to be waited for. */
const KINDS = { get, upgrade };

/**
 * Sends requests for /FROM, /FROM+1, …, a few at once, and waits until all are answered.
 *
 * @param {number} port
 * @param {{ kind?: keyof KINDS, path?: string }} traffic path: what stands before the number, / if nothing is given
 * @param {number} from
 * @param {number} count
 */
export async function sendTraffic(port, { kind = 'get', path = '/' }, from, count) {
  let next = from;
  const send = async () => {
    while (next < from + count) await KINDS[kind](port, `${path}${next++}`);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, send));
}

/** Waits until a service answers a request. */
export async function waitUntilItAnswers(port, path) {
  const end = Date.now() + STARTS_WITHIN_MS;
  for (;;) {
    try {
      return await get(port, path);
    } catch (error) {
      if (Date.now() > end) throw error;
      await wait(100);
    }
  }
}

function get(port, path) {
  return new Promise((resolve, reject) => {
    const request = http.get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      response.resume().on('end', () => {
        if (response.statusCode >= 500) reject(new Error(`${path}: ${response.statusCode}`));
        else resolve();
      });
    });
    request.on('error', reject);
  });
}

/** A WebSocket handshake that is not answered; the client hangs up. */
function upgrade(port, path) {
  return new Promise((resolve, reject) => {
    const head = `GET ${path} HTTP/1.1\r\nHost: service\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n`;
    const socket = net.connect(port, '127.0.0.1', () => {
      socket.end(`${head}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`, resolve);
    });
    socket.on('error', reject);
    setTimeout(() => socket.destroy(), 1000).unref();
  });
}
