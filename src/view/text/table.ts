import { wrap } from './paragraphs.js';
import type { Style } from './style.js';
import { printable, truncate, widthOf } from './text.js';

/** One column of a table: its title, the text of a row in it, and how that text may look. */
export interface Column<T> {
  readonly title: string;
  /** Numbers stand to the right. Default: left. */
  readonly align?: 'left' | 'right';
  readonly text: (row: T) => string;
  readonly paint?: (text: string, row: T) => string;
  /** The column that gives way where the line is too narrow: `cut` ends with `…`, `wrap` goes on below, at a space. */
  readonly narrow?: 'cut' | 'wrap';
}

const gap = '  ';
/** A column that gives way keeps this many columns at least; a narrower terminal gets longer lines. */
const leastWidth = 16;

/** Rows below a dim line of titles, fitted to the width of the style; at most one column may give way. */
export function renderTable<T>(rows: readonly T[], columns: readonly Column<T>[], style: Style): string {
  const cells = rows.map((row) => columns.map((column) => printable(column.text(row))));
  const widths = columns.map((column, index) =>
    cells.reduce((width, row) => Math.max(width, widthOf(row[index])), column.title.length),
  );
  const narrow = columns.findIndex((column) => column.narrow);
  if (narrow >= 0) {
    const others = widths.reduce((sum, width, index) => sum + (index === narrow ? 0 : width + gap.length), 0);
    widths[narrow] = Math.min(widths[narrow], Math.max(leastWidth, style.width - others));
  }

  const titles = columns.map((column, index) => pad(column.title, widths[index], column.align));
  const lines = [style.dim(titles.join(gap).trimEnd())];
  for (const [index, row] of rows.entries()) lines.push(...renderRow(row, cells[index], columns, widths));
  return lines.join('\n');
}

function renderRow<T>(row: T, texts: readonly string[], columns: readonly Column<T>[], widths: readonly number[]) {
  const wrapped = texts.map((text, index) => {
    const { narrow } = columns[index];
    if (narrow === 'wrap') return wrap(text, widths[index]);
    return [narrow === 'cut' ? truncate(text, widths[index]) : text];
  });
  const height = Math.max(...wrapped.map((parts) => parts.length));
  const lines: string[] = [];
  for (let line = 0; line < height; line += 1) {
    let text = '';
    for (const [index, column] of columns.entries()) {
      const cell = wrapped[index][line] ?? '';
      const padding = ' '.repeat(Math.max(0, widths[index] - widthOf(cell)));
      const painted = column.paint && cell !== '' ? column.paint(cell, row) : cell;
      if (index > 0) text += gap;
      text += column.align === 'right' ? padding + painted : painted + padding;
    }
    lines.push(text.trimEnd());
  }
  return lines;
}

function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const padding = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'right' ? padding + text : text + padding;
}
