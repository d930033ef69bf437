import type { StackRow } from '../../profile/allocations.js';
import { formatBytes } from '../format-quantities.js';
import { truncate } from '../text/characters.js';
import { escapeText, Html } from './html.js';

const [WIDTH, ROW, CHARACTER] = [960, 20, 7.4];
const FILLS = ['var(--fill3)', 'var(--fill)', 'var(--fill2)', 'var(--fill4)'];
const DEEPEST = 24;
/** Thinner boxes are not drawn. */
const LEAST_WIDTH = 2;

/**
 * Who called whom to allocate what is alive: a box a function, as wide as what was allocated in it and in what it
 * called; callers above.
 */
export function flameGraph(stacks: readonly StackRow[]): Html {
  const total = stacks.reduce((sum, { totalBytes }) => sum + totalBytes, 0);
  const boxes: string[] = [];
  let depth = 0;
  const draw = (rows: readonly StackRow[], left: number, level: number): void => {
    if (level >= DEEPEST) return;
    let x = left;
    for (const row of rows) {
      const width = (row.totalBytes / Math.max(1, total)) * WIDTH;
      if (width >= LEAST_WIDTH) {
        depth = Math.max(depth, level + 1);
        boxes.push(drawBox(row, x, level, width));
        draw(row.calls, x, level + 1);
      }
      x += width;
    }
  };
  draw(stacks, 0, 0);
  const label = 'who called whom to allocate what is alive; callers above';
  return new Html(
    `<svg role="img" aria-label="${label}" viewBox="0 0 ${WIDTH} ${depth * ROW + 2}" width="${WIDTH}">${boxes.join('')}</svg>`,
  );
}

function drawBox({ name, location, totalBytes }: StackRow, x: number, level: number, width: number): string {
  const text = `${name || '(anonymous)'}${location ? ` ${location}` : ''} · ${formatBytes(totalBytes)}`;
  const columns = Math.floor((width - 6) / CHARACTER);
  const y = level * ROW + 1;
  const shown =
    columns > 3 ? `<text x="${(x + 4).toFixed(1)}" y="${y + 14}">${escapeText(truncate(text, columns))}</text>` : '';
  return (
    `<g><title>${escapeText(text)}</title><rect x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${ROW - 1}" ` +
    `fill="${FILLS[level % FILLS.length]}" stroke="var(--paper)"/>${shown}</g>`
  );
}
