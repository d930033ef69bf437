import { connect } from 'node:net';
import { addressesOf, hostPort, isRuntime, readOffers, runtimeUrl } from './endpoint.js';
import { placeOfProcess } from './exec/place.js';
import { reachRemote } from './exec/reach-remote.js';
import type { OpeningWait } from './opening.js';
import { guardOpening } from './opening-guard.js';
import { type FoundPage, findPage, findPageByUrl, pagesOf } from './pages.js';
import { reachByPid } from './reach-by-pid.js';
import type { Reached } from './reached.js';
import type { LiveTargetName } from './syntax.js';

/** How long a connection may take to be made, ms. */
const CONNECT_TIMEOUT = 3000;

/**
 * Finds the inspector of a target, and opens it with SIGUSR1 where a process without one was named; or the page of a
 * browser.
 *
 * Nothing is evaluated: see `holdProcess`. Rejects with a UserError that tells what is in the way.
 */
export async function reach(target: Exclude<LiveTargetName, { kind: 'unix' }>, wait: OpeningWait): Promise<Reached> {
  switch (target.kind) {
    case 'port': {
      const offers = await readOffers(target.host, target.port);
      const isBrowser = pagesOf(offers).length > 0 && !offers.entries.some(isRuntime);
      if (isBrowser || target.page !== undefined) return reachedPage(await findPage(offers, target.page));
      return { url: runtimeUrl(offers), opened: false, expected: null };
    }
    case 'url': {
      const page = await findPageByUrl(target.url);
      if (page) return reachedPage(page);
      return { url: await withAddress(target.url), opened: false, expected: null };
    }
    case 'pid': {
      const place = placeOfProcess(target.pid);
      if (place) return await reachRemote(place, { pid: target.pid }, wait);
      return await reachByPid(target.pid, wait, guardOpening);
    }
    case 'remote':
      return await reachRemote(target.place, target.process, wait);
  }
}

function reachedPage(page: FoundPage): Reached {
  return { url: page.webSocketUrl, opened: false, expected: null, page };
}

/** An inspector refuses a host name in a request, whatever it stands for; a proxy before it (wss:) may need it. */
async function withAddress(text: string): Promise<string> {
  const url = new URL(text);
  if (url.protocol === 'wss:' || url.hostname === 'localhost' || url.hostname.startsWith('[')) return text;
  const addresses = await addressesOf(url.hostname);
  const port = Number(url.port || 80);
  const answering = await firstListening(addresses, port);
  url.host = hostPort(answering ?? addresses[0], port);
  return url.href;
}

async function firstListening(addresses: readonly string[], port: number): Promise<string | null> {
  if (addresses.length > 1) for (const address of addresses) if (await listens(address, port)) return address;
  return null;
}

function listens(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: CONNECT_TIMEOUT });
    const settle = (listening: boolean) => {
      socket.destroy();
      resolve(listening);
    };
    socket
      .on('connect', () => settle(true))
      .on('error', () => settle(false))
      .on('timeout', () => settle(false));
  });
}
