import type { Column, TableBlock } from '../blocks.js';
import { widthOf } from './characters.js';
import { cutPieces, type Piece, paintPieces, piecesOf, piecesWidth, wrapPieces } from './pieces.js';
import { paint, type Style } from './style.js';

const GAP = '  ';
/** A column that gives way keeps so many columns at least; a narrower terminal gets longer lines. */
const LEAST_WIDTH = 16;

/** A table in lines that are fitted to the width of the style, below a dim line of titles. */
export function renderTable({ columns, rows }: TableBlock, style: Style): string {
  const cells = rows.map((row) => row.map((cell) => piecesOf(cell)));
  const widths = fitWidths(columns, cells, style);
  const titles = columns.map(({ title, align }, index) => pad(title, widthOf(title), widths[index], align));
  const lines = [paint(titles.join(GAP).trimEnd(), 'dim', style)];
  for (const row of cells) lines.push(...renderRow(row, columns, widths, style));
  return lines.join('\n');
}

function fitWidths(columns: readonly Column[], cells: readonly Piece[][][], { width }: Style): number[] {
  const widths = columns.map(({ title }, index) =>
    cells.reduce((most, row) => Math.max(most, piecesWidth(row[index])), widthOf(title)),
  );
  const narrow = columns.findIndex((column) => column.narrow);
  if (narrow >= 0) {
    const others = widths.reduce((sum, each, index) => sum + (index === narrow ? 0 : each + GAP.length), 0);
    widths[narrow] = Math.min(widths[narrow], Math.max(LEAST_WIDTH, width - others));
  }
  return widths;
}

function renderRow(
  row: readonly Piece[][],
  columns: readonly Column[],
  widths: readonly number[],
  style: Style,
): string[] {
  const parts = row.map((cell, index) => fitCell(cell, columns[index], widths[index]));
  const height = Math.max(...parts.map(({ length }) => length));
  const lines: string[] = [];
  for (let line = 0; line < height; line++) {
    const texts = columns.map(({ align }, index) => {
      const cell = parts[index][line] ?? [];
      return pad(paintPieces(cell, style), piecesWidth(cell), widths[index], align);
    });
    lines.push(texts.join(GAP).trimEnd());
  }
  return lines;
}

function fitCell(cell: readonly Piece[], { narrow }: Column, width: number): Piece[][] {
  if (narrow === 'wrap') return wrapPieces(cell, width, '  ');
  if (narrow === undefined) return [[...cell]];
  return [cutPieces(cell, width, narrow === 'cut-middle' ? 'middle' : 'end')];
}

function pad(text: string, columns: number, width: number, align: Column['align']): string {
  const padding = ' '.repeat(Math.max(0, width - columns));
  return align === 'right' ? padding + text : text + padding;
}
