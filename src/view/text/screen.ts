import type { Block } from '../blocks.js';
import { renderBlocks } from './render-blocks.js';
import type { Style } from './style.js';

/** Where text goes, and how it may look there. */
export interface Screen {
  readonly style: Style;
  /** Lines of the terminal; null where text goes to a pipe or a file. */
  readonly rows: number | null;
  readonly write: (text: string) => void;
}

/** Shows blocks below what is there. */
export function show(blocks: readonly Block[], { style, write }: Screen): void {
  if (blocks.length > 0) write(`${renderBlocks(blocks, style)}\n`);
}

/** Shows results one after the other, on a terminal each in the place of the one before. */
export class Redrawing {
  readonly #screen: Screen;
  #shownRows = 0;

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  show(blocks: readonly Block[]): void {
    const { style, rows, write } = this.#screen;
    const text = `${renderBlocks(blocks, style)}\n`;
    if (rows === null || !style.colors) {
      write(text);
      return;
    }
    // What was shown before may have been longer than the terminal is high: then the terminal is cleared.
    const back =
      this.#shownRows === 0 ? '' : this.#shownRows < rows ? `\x1b[${this.#shownRows}A\x1b[J` : '\x1b[H\x1b[2J';
    this.#shownRows = text.split('\n').length - 1;
    write(back + text);
  }
}
