import { connect } from 'node:net';
import { addressesOf, hostPort, readOffers } from './endpoint.js';
import { placeOfProcess } from './exec/place.js';
import { reachRemotePort, reachRemoteProcess } from './exec/reach-remote.js';
import type { OpeningWait } from './opening.js';
import { guardOpening } from './opening-guard.js';
import { findPageByUrl } from './pages.js';
import { reachByPid } from './reach-by-pid.js';
import { reachedPage, reachOffered } from './reach-offered.js';
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
    case 'port':
      return await reachOffered(await readOffers(target.host, target.port), target.page);
    case 'url': {
      const page = await findPageByUrl(target.url);
      if (page) return reachedPage(page);
      return { url: await withAddress(target.url), opened: false, expected: null };
    }
    case 'pid': {
      const place = placeOfProcess(target.pid);
      if (place) return await reachRemoteProcess(place, target.pid, wait);
      return await reachByPid(target.pid, wait, guardOpening);
    }
    case 'remote': {
      const { place, process, page } = target;
      if (process !== null && 'port' in process) return await reachRemotePort(place, process.port, page, wait);
      return await reachRemoteProcess(place, process?.pid ?? null, wait);
    }
  }
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
