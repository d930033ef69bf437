import type { Column, TableBlock } from '../blocks.js';
import { widthOf } from './characters.js';
import { breakPieces, cutPieces, type Piece, paintPieces, piecesOf, piecesWidth, wrapPieces } from './pieces.js';
import type { Style } from './style.js';

const GAP = '  ';
/** What a column that says how it gives way keeps at least, and what any other column of texts does. */
const LEAST_NARROW = 20;
const LEAST_TEXT = 10;
/** Where the rows of a table take several lines, all but the first are indented. */
const INDENT = '  ';

/** Where each column stands: its width, and the columns of each line of a row; one line, where there is room. */
interface Layout {
  readonly widths: readonly number[];
  readonly lines: readonly (readonly number[])[];
}

/**
 * A table in lines that are fitted to the width of the style, below a dim line of titles. Columns of texts give way
 * where there is too little room; where even that is not enough, each row takes several lines.
 */
export function renderTable({ columns, rows }: TableBlock, style: Style): string {
  const cells = rows.map((row) => row.map((cell) => piecesOf(cell)));
  const layout = layOut(columns, cells, style);
  const titles = columns.map(({ title }): Piece[] => [{ text: title, tone: 'dim' }]);
  // A title is cut, and never goes on below.
  const heads = columns.map((column): Column => ({ ...column, narrow: 'cut' }));
  return [titles, ...cells]
    .flatMap((row, index) => renderRow(row, index === 0 ? heads : columns, layout, style))
    .join('\n');
}

function layOut(columns: readonly Column[], cells: readonly Piece[][][], { width }: Style): Layout {
  const natural = columns.map(({ title }, index) =>
    cells.reduce((most, row) => Math.max(most, piecesWidth(row[index])), widthOf(title)),
  );
  const widths = natural.map((each, index) => (isText(columns[index]) ? Math.min(each, width) : each));
  for (let excess = lineWidth(widths) - width; excess > 0; excess--) {
    const widest = widestToGiveWay(columns, widths);
    if (widest === -1) return breakLines(columns, natural, width);
    widths[widest]--;
  }
  return { widths, lines: [[...columns.keys()]] };
}

/** The widest of the columns that are wider than they must be; -1 if there is none. */
function widestToGiveWay(columns: readonly Column[], widths: readonly number[]): number {
  let widest = -1;
  for (const [index, column] of columns.entries()) {
    const least = column.narrow ? LEAST_NARROW : LEAST_TEXT;
    if (isText(column) && widths[index] > least && widths[index] > (widths[widest] ?? 0)) widest = index;
  }
  return widest;
}

/** Each row takes as many lines as its columns need. */
function breakLines(columns: readonly Column[], natural: readonly number[], width: number): Layout {
  const room = width - INDENT.length;
  const widths = natural.map((each, index) => (isText(columns[index]) ? Math.min(each, room) : each));
  const lines: number[][] = [[]];
  for (const index of columns.keys()) {
    const line = lines.at(-1)!;
    const isFull = lineWidth([...line, index].map((each) => widths[each])) > (lines.length === 1 ? width : room);
    if (isFull && line.length > 0) lines.push([index]);
    else line.push(index);
  }
  return { widths, lines };
}

function lineWidth(widths: readonly number[]): number {
  return widths.reduce((sum, each) => sum + each, GAP.length * (widths.length - 1));
}

function isText({ align, narrow }: Column): boolean {
  return narrow !== undefined || align !== 'right';
}

function renderRow(row: readonly Piece[][], columns: readonly Column[], layout: Layout, style: Style): string[] {
  const { widths } = layout;
  const parts = row.map((cell, index) => fitCell(cell, columns[index], widths[index]));
  return layout.lines.flatMap((shown, lineIndex) => {
    const margin = lineIndex === 0 ? '' : INDENT;
    const height = Math.max(...shown.map((index) => parts[index].length));
    return Array.from({ length: height }, (_, part) => {
      const texts = shown.map((index) => {
        const cell = parts[index][part] ?? [];
        return pad(paintPieces(cell, style), piecesWidth(cell), widths[index], columns[index].align);
      });
      return (margin + texts.join(GAP)).trimEnd();
    }).filter((line, part) => line !== '' || part < height - 1 || lineIndex === 0);
  });
}

function fitCell(cell: readonly Piece[], column: Column, width: number): Piece[][] {
  const { narrow } = column;
  if (narrow === 'wrap') return wrapPieces(cell, width, '  ').flatMap((line) => breakPieces(line, width));
  if (!isText(column)) return [[...cell]];
  return [cutPieces(cell, width, narrow === 'cut' ? 'end' : 'middle')];
}

function pad(text: string, columns: number, width: number, align: Column['align']): string {
  const padding = ' '.repeat(Math.max(0, width - columns));
  return align === 'right' ? padding + text : text + padding;
}
