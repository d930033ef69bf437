import { UserError } from '../errors.js';
import {
  inspectorProduct,
  isUrl,
  type OfferedEntry,
  type Offers,
  placeOfOffers,
  readOffers,
  urlFrom,
} from './endpoint.js';

/** A page of a browser, or a worker of one: what has a heap of its own there. */
export interface OfferedPage {
  /** What to give to `leakconsole attach`. */
  readonly target: string;
  /** As the browser calls it. */
  readonly id: string;
  /** `page`, `iframe`, `worker`, `service_worker`, … */
  readonly type: string;
  /** As the document calls itself; empty where it does not. */
  readonly title: string;
  /** What it shows. */
  readonly url: string;
  /** Its WebSocket debugger URL. */
  readonly webSocketUrl: string;
}

/** A page that was asked for, and what it is shown by, such as `Chrome/156.0.8078.108`; null where that is not told. */
export interface FoundPage extends OfferedPage {
  readonly browser: string | null;
}

/** How many pages a message names. */
const MOST_SHOWN = 8;

/** Several pages may be meant. */
export class SeveralPages extends UserError {
  readonly pages: readonly OfferedPage[];

  constructor(what: string, pages: readonly OfferedPage[]) {
    const shown = pages.slice(0, MOST_SHOWN).map(({ target, title, url }) => `${target} (${title || url})`);
    super('ambiguous-page', what, {
      hint: `name one: ${shown.join(', ')}${pages.length > MOST_SHOWN ? ', …' : ''}; or a part of its title or URL`,
    });
    this.pages = pages;
  }
}

/** What is offered to be looked at beside pages: workers of theirs, and parts that have a process of their own. */
const TYPES: ReadonlySet<unknown> = new Set([
  'page',
  'iframe',
  'webview',
  'background_page',
  'worker',
  'shared_worker',
  'service_worker',
]);

/** The pages among what an address offers, with their workers. */
export function pagesOf(offers: Offers): OfferedPage[] {
  const browser = placeOfOffers(offers).replace(/^127\.0\.0\.1:/, '');
  return offers.entries.filter(isPage).map((entry) => ({
    target: `${browser}/page:${String(entry.id).slice(0, 8)}`,
    id: String(entry.id),
    type: String(entry.type),
    title: String(entry.title ?? ''),
    url: String(entry.url ?? ''),
    webSocketUrl: urlFrom(offers, entry),
  }));
}

function isPage({ id, type, webSocketDebuggerUrl }: OfferedEntry): boolean {
  return TYPES.has(type) && typeof id === 'string' && isUrl(webSocketDebuggerUrl);
}

/**
 * The page that a word means (the beginning of its id, or a part of its title or URL), or, without a word, the only one
 * that there is. Throws a UserError, SeveralPages where there are several.
 */
export async function findPage(offers: Offers, word: string | undefined): Promise<FoundPage> {
  const page = pickPage(pagesOf(offers), placeOfOffers(offers), word);
  const { address, port, product = await inspectorProduct(address, port) } = offers;
  return { ...page, browser: product };
}

/** The one of some pages, which are offered at `at`, that a word means. Throws as `findPage` does. */
export function pickPage(pages: readonly OfferedPage[], at: string, word: string | undefined): OfferedPage {
  if (word === undefined) {
    // What a page has started is looked at when it is named.
    const whole = pages.filter(({ type }) => type === 'page');
    if (whole.length === 1) return whole[0];
    if (pages.length > 0) throw new SeveralPages(`there are ${pages.length} pages at ${at}`, pages);
    throw new UserError('no-target', `no page is open at ${at}`);
  }
  const ways: ((page: OfferedPage) => boolean)[] = [
    ({ id }) => id === word,
    ({ title, url }) => title === word || url === word,
    ({ id }) => /^[\da-f]{4,}$/i.test(word) && id.toLowerCase().startsWith(word.toLowerCase()),
    ({ title, url }) => `${title}\n${url}`.toLowerCase().includes(word.toLowerCase()),
  ];
  for (const isMeant of ways) {
    const found = pages.filter(isMeant);
    if (found.length === 1) return found[0];
    if (found.length > 1) throw new SeveralPages(`“${word}” may be ${found.length} of the pages at ${at}`, found);
  }
  if (pages.length === 0) throw new UserError('no-target', `no page is open at ${at}`);
  throw new SeveralPages(`no page at ${at} is called “${word}”`, pages);
}

/**
 * The page of a WebSocket debugger URL, as browsers have them; null for one of another kind. The URL of the browser
 * itself, which it prints when it starts, stands for its only page. Throws what `findPage` throws.
 */
export async function findPageByUrl(text: string): Promise<FoundPage | null> {
  const { protocol, hostname, port, pathname } = new URL(text);
  const [, kind, id] = /^\/devtools\/(\w+)\/([^/]+)$/.exec(pathname) ?? [];
  if (kind === undefined) return null;
  const unlisted = { target: text, id, type: kind, title: '', url: text, webSocketUrl: text, browser: null };
  if (protocol === 'wss:') return unlisted;
  const host = hostname.replace(/^\[|\]$/g, '');
  const offers = await readOffers(host, Number(port || 80));
  if (kind === 'browser') return await findPage(offers, undefined);
  return pagesOf(offers).some((page) => page.id === id) ? await findPage(offers, id) : unlisted;
}
