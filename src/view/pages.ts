import type { Browser } from '../target/browsers.js';
import type { OfferedPage } from '../target/pages.js';
import { type Block, dim, good, note, table } from './blocks.js';

/** The pages of browsers that can be attached to, a row each; nothing where there are none. */
export function viewBrowsers(browsers: readonly Browser[]): Block[] {
  return browsers.flatMap(({ pid, product, target, pages }) => [
    note(`${product}, process ${pid}, at ${target}`),
    ...viewPages(pages),
  ]);
}

/** Pages, a row each. */
export function viewPages(pages: readonly OfferedPage[]): Block[] {
  if (pages.length === 0) return [];
  return [
    table(pages, [
      { title: 'target', cell: ({ target }) => good(target) },
      { title: 'kind', cell: ({ type }) => type.replaceAll('_', ' ') },
      { title: 'title', cell: ({ title }) => title, narrow: 'cut' },
      { title: 'URL', cell: ({ url }) => dim(url), narrow: 'cut-middle' },
    ]),
  ];
}
