import { isRuntime, type Offers, runtimeUrl } from './endpoint.js';
import { type FoundPage, findPage, pagesOf } from './pages.js';
import type { Reached } from './reached.js';

/**
 * What is meant of that which is offered at an address: its Node process, or else a page, which a word may name. Throws
 * what `findPage` and `runtimeUrl` throw.
 */
export async function reachOffered(offers: Offers, word: string | undefined): Promise<Reached> {
  const isBrowser = pagesOf(offers).length > 0 && !offers.entries.some(isRuntime);
  if (isBrowser || word !== undefined) return reachedPage(await findPage(offers, word));
  return { url: runtimeUrl(offers), opened: false, expected: null };
}

/** A page as what was reached. */
export function reachedPage(page: FoundPage): Reached {
  return { url: page.webSocketUrl, opened: false, expected: null, page };
}
