import { hostPort, inspectorProduct, readOffers } from './endpoint.js';
import { type OfferedPage, pagesOf } from './pages.js';
import { connectable } from './process.js';
import { allPids, commandLine } from './procfs.js';
import { listeningSockets, networkOf } from './sockets.js';

/** A browser of this machine answers within a few ms, unless the machine is busy. */
const ANSWER_TIMEOUT = 1000;

/** A browser, or another program of Chromium, that was started with a remote debugging port. */
export interface Browser {
  /** Its id. */
  readonly pid: number;
  /** Such as `Chrome 156.0.8078.108`. */
  readonly product: string;
  /** Where its remote debugging port listens. */
  readonly target: string;
  /** What can be attached to. */
  readonly pages: readonly OfferedPage[];
}

/** The browsers of this machine whose pages can be attached to; known on Linux alone. Never rejects. */
export async function listBrowsers(): Promise<Browser[]> {
  if (process.platform !== 'linux') return [];
  const found = await Promise.all(allPids().filter(isBrowser).map(describeBrowser));
  return found.filter((browser) => browser !== null);
}

/** The processes that a browser starts for itself have a type. */
function isBrowser(pid: number): boolean {
  const words = commandLine(pid).join(' ');
  return / --remote-debugging-port\b/.test(words) && !/ --type=/.test(words);
}

async function describeBrowser(pid: number): Promise<Browser | null> {
  for (const { host, port } of listeningSockets(pid, networkOf('self'))) {
    const address = connectable(host);
    try {
      const offers = await readOffers(address, port, ANSWER_TIMEOUT);
      const product = await inspectorProduct(address, port, ANSWER_TIMEOUT);
      if (product === null) continue;
      const target = hostPort(address, port);
      return { pid, product: product.replace('/', ' '), target, pages: pagesOf(offers) };
    } catch {
      // Some other port of it.
    }
  }
  return null;
}
