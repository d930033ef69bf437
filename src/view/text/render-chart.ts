import type { ChartBlock } from '../blocks.js';
import { printable, widthOf } from './characters.js';
import { paint, type Style } from './style.js';

const ROWS = 8;
const MOST_COLUMNS = 64;
const LEAST_COLUMNS = 10;
const POINT = '•';

/** Points as dots over two axes, whose ends are labelled. */
export function renderChart({ points, xLabels, yLabels }: ChartBlock, style: Style): string {
  const [bottom, top] = yLabels.map(printable);
  const [left, right] = xLabels.map(printable);
  const margin = Math.max(widthOf(bottom), widthOf(top));
  const columns = Math.max(LEAST_COLUMNS, Math.min(MOST_COLUMNS, style.width - margin - 2));
  const toColumn = scale(
    points.map(({ x }) => x),
    columns,
  );
  const toRow = scale(
    points.map(({ y }) => y),
    ROWS,
  );
  const cells = Array.from({ length: ROWS }, () => new Array<string>(columns).fill(' '));
  for (const { x, y } of points) cells[ROWS - 1 - toRow(y)][toColumn(x)] = POINT;
  const lines = cells.map((row, index) => {
    const label = index === 0 ? top : index === ROWS - 1 ? bottom : '';
    const axis = `${' '.repeat(margin - widthOf(label))}${label} ${label === '' ? '│' : '┤'}`;
    return `${paint(axis, 'dim', style)}${paint(row.join('').trimEnd(), 'warn', style)}`;
  });
  const indent = ' '.repeat(margin + 1);
  const gap = ' '.repeat(Math.max(1, columns - widthOf(left) - widthOf(right)));
  lines.push(paint(`${indent}└${'─'.repeat(columns)}`, 'dim', style));
  lines.push(paint(`${indent} ${left}${gap}${right}`, 'dim', style));
  return lines.join('\n');
}

/** Gives the function that says in which of so many cells a value lies. Equal values lie in the first. */
function scale(values: readonly number[], cells: number): (value: number) => number {
  const least = Math.min(...values);
  const span = Math.max(...values) - least;
  return (value) => (span === 0 ? 0 : Math.round(((value - least) / span) * (cells - 1)));
}
