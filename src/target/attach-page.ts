import { UserError } from '../errors.js';
import { Page, type PageDescription } from '../page/page.js';
import { type LinkProbe, watchLink } from '../session/link.js';
import { Session } from '../session/session.js';
import { readOffers } from './endpoint.js';
import { type FoundPage, pagesOf } from './pages.js';
import type { AttachOptions } from './target-process.js';

/** How long a browser may take to say whether a page is still there, ms. */
const PROBE_TIMEOUT = 4000;

/** Attaches to a page. Rejects with a UserError, `no-inspector`, if nothing answers at its URL. */
export async function attachToPage(found: FoundPage, { readOnly, timeoutMs, ...limits }: AttachOptions): Promise<Page> {
  const { id, type, title, url, browser, webSocketUrl } = found;
  const session = await Session.connect(webSocketUrl);
  session.probe = probeOf(found);
  watchLink(session);
  session.on('Inspector.targetCrashed', () => session.abandon(crashed(found)));
  // What is no page itself may have no such domain.
  await session.send('Inspector.enable').catch(() => {});
  const description: PageDescription = { id, type, title, url, browser: browser?.replace('/', ' ') ?? null };
  return new Page(session, description, { limits, readOnly, timeoutMs });
}

/** The process of a page has ended: the browser keeps the session, in which nothing is answered any more. */
function crashed({ title, url }: FoundPage): UserError {
  return new UserError('target-gone', `the page ${title || url} has crashed`, {
    hint: 'load it anew in the browser, and attach again',
  });
}

/** What asks whether the page is still there: a browser that goes on may have closed it. */
function probeOf({ id, webSocketUrl }: FoundPage): LinkProbe | null {
  const { protocol, hostname, port } = new URL(webSocketUrl);
  if (protocol === 'wss:') return null;
  return async () => {
    try {
      const offers = await readOffers(hostname.replace(/^\[|\]$/g, ''), Number(port || 80), PROBE_TIMEOUT);
      return pagesOf(offers).some((page) => page.id === id) ? 'answers' : 'refuses';
    } catch (error) {
      return (error as { code?: string }).code === 'nothing-listens' ? 'refuses' : 'silent';
    }
  };
}
