import { formatBytes, formatCount } from '../format-quantities.js';
import { escapeText, Html } from './html.js';

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [640, 180, 90, 24, 10];

/** A course over the looks as a line, with the least and the greatest number beside it. */
export function growthChart(title: string, numbers: readonly number[], isBytes: boolean): Html {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const x = (index: number) => LEFT + (index * (WIDTH - LEFT - 10)) / Math.max(1, numbers.length - 1);
  const y = (number: number) =>
    HEIGHT - BOTTOM - ((number - least) / Math.max(most - least, 1e-9)) * (HEIGHT - BOTTOM - TOP);
  const format = isBytes ? formatBytes : formatCount;
  const points = numbers.map((number, index) => `${x(index).toFixed(1)},${y(number).toFixed(1)}`);
  const dots = points.map((point, index) => {
    const [cx, cy] = point.split(',');
    return `<circle cx="${cx}" cy="${cy}" r="3.5" fill="var(--accent)"><title>look ${index + 1}: ${format(numbers[index])}</title></circle>`;
  });
  const last = numbers.length;
  return new Html(
    `<svg class="chart" role="img" aria-label="${escapeText(title)}" ` +
      `viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}">` +
      `<line x1="${LEFT}" x2="${WIDTH - 10}" y1="${HEIGHT - BOTTOM}" y2="${HEIGHT - BOTTOM}" stroke="var(--line)"/>` +
      `<polyline points="${points.join(' ')}" fill="none" stroke="var(--accent)" stroke-width="2"/>${dots.join('')}` +
      `<text x="${LEFT - 8}" y="${y(most) + 4}" text-anchor="end">${format(most)}</text>` +
      (most === least ? '' : `<text x="${LEFT - 8}" y="${y(least) + 4}" text-anchor="end">${format(least)}</text>`) +
      `<text class="dim" x="${LEFT}" y="${HEIGHT - 6}">look 1</text>` +
      `<text class="dim" x="${WIDTH - 10}" y="${HEIGHT - 6}" text-anchor="end">look ${last}</text></svg>`,
  );
}
