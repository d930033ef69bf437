import { UserError } from '../errors.js';
import { Page, type PageDescription } from '../page/page.js';
import { type LinkProbe, watchLink } from '../session/link.js';
import type { Session } from '../session/session.js';
import { type Offers, readOffers } from './endpoint.js';
import { type FoundPage, pagesOf } from './pages.js';
import type { Route } from './reached.js';
import type { AttachOptions } from './target-process.js';

/** How long a browser may take to say whether a page is still there, ms. */
const PROBE_TIMEOUT = 4000;

/** Attaches to a page over a session with it; `route`: the way there, if that is not a connection of ours. */
export async function attachToPage(
  session: Session,
  found: FoundPage,
  route: Route | null,
  { readOnly, timeoutMs, ...limits }: AttachOptions,
): Promise<Page> {
  const { id, type, title, url, browser } = found;
  session.probe = probeOf(found, route);
  watchLink(session);
  session.on('Inspector.targetCrashed', () => session.abandon(crashed(found)));
  // What is no page itself may have no such domain.
  await session.send('Inspector.enable').catch(() => {});
  const description: PageDescription = { id, type, title, url, browser: browser?.replace('/', ' ') ?? null };
  return new Page(session, description, { limits, readOnly, timeoutMs, endRoute: async () => await route?.end() });
}

/** The process of a page has ended: the browser keeps the session, in which nothing is answered any more. */
function crashed({ title, url }: FoundPage): UserError {
  return new UserError('target-gone', `the page ${title || url} has crashed`, {
    hint: 'load it anew in the browser, and attach again',
  });
}

/** What asks whether the page is still there: a browser that goes on may have closed it. */
function probeOf({ id, webSocketUrl }: FoundPage, route: Route | null): LinkProbe | null {
  const isThere = (offers: Offers) => pagesOf(offers).some((page) => page.id === id);
  if (route) return () => route.probe(isThere);
  const { protocol, hostname, port } = new URL(webSocketUrl);
  if (protocol === 'wss:') return null;
  return async () => {
    try {
      const offers = await readOffers(hostname.replace(/^\[|\]$/g, ''), Number(port || 80), PROBE_TIMEOUT);
      return isThere(offers) ? 'answers' : 'refuses';
    } catch (error) {
      return (error as { code?: string }).code === 'nothing-listens' ? 'refuses' : 'silent';
    }
  };
}
