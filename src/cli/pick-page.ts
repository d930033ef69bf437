import { Interrupted } from '../isolate/wait-for-target.js';
import { pickPage, SeveralPages } from '../target/pages.js';
import { note } from '../view/blocks.js';
import { viewPages } from '../view/pages.js';
import { show } from '../view/text/screen.js';
import type { Io, Settings } from './settings.js';
import { askLine } from './terminal-listener.js';

/**
 * Lets the user pick one of several pages, by its target, its id, or a part of its title or URL; gives its id. Throws
 * Interrupted where none was picked.
 */
export async function pickOfPages({ pages, message }: SeveralPages, { screen }: Settings, io: Io): Promise<string> {
  show([note(message), ...viewPages(pages)], screen);
  for (;;) {
    const answer = (await askLine(io, 'attach to page (a part of its title or URL): '))?.trim();
    if (answer === undefined) throw new Interrupted('nothing was picked');
    try {
      if (answer !== '') return pickPage(pages, 'this browser', answer.replace(/^.*\/page:/, '')).id;
    } catch (error) {
      if (!(error instanceof SeveralPages)) throw error;
      show([note(error.message)], screen);
    }
  }
}
