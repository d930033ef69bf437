import type { SuspectPath } from '../../diagnosis/diagnosis.js';
import { formatBytes, formatCount } from '../format-quantities.js';
import { truncate } from '../text/characters.js';
import { escapeText, Html } from './html.js';

const [WIDTH, BOX, GAP] = [340, 34, 30];
const MOST_STEPS = 12;

/** The retaining path from above, a box an object; the suspect edge is a wavy line. Narrow enough for a phone. */
export function pathPicture({ start, steps, suspect, count }: SuspectPath): Html {
  const skipped = Math.max(0, steps.length - MOST_STEPS);
  const shown = steps.slice(skipped);
  const boxes = [
    box(0, start?.name ?? 'no path from a root', skipped > 0 ? `${formatCount(skipped)} steps are left out` : ''),
    ...shown.map((step, index) => {
      const [isLast, isSuspect] = [index === shown.length - 1, index + skipped === suspect];
      const times = isLast && count > 1 ? `${formatCount(count)} × ` : '';
      const repeats = step.repeats > 0 ? ' …' : '';
      const edge = step.edge === '[]' ? 'an entry' : step.edge;
      return (
        line(index, edge, isSuspect) + box(index + 1, `${times}${step.name}${repeats}`, formatBytes(step.retainedBytes))
      );
    }),
  ];
  const height = (shown.length + 1) * (BOX + GAP) - GAP + 2;
  const label = `${start?.name ?? ''} holds ${steps.map(({ edge, name }) => `${edge} (${name})`).join(', which holds ')}`;
  return new Html(
    `<svg role="img" aria-label="${escapeText(label)}" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}">${boxes.join('')}</svg>`,
  );
}

function box(level: number, name: string, note: string): string {
  const y = level * (BOX + GAP) + 1;
  return (
    `<rect x="1" y="${y}" width="${WIDTH - 2}" height="${BOX}" rx="5" fill="var(--fill)" stroke="var(--line)"/>` +
    `<text x="10" y="${y + 21}"><title>${escapeText(name)}</title>${escapeText(truncate(name, 32))}</text>` +
    `<text x="${WIDTH - 10}" y="${y + 21}" text-anchor="end">${escapeText(note)}</text>`
  );
}

function line(level: number, edge: string, isSuspect: boolean): string {
  const y = level * (BOX + GAP) + BOX + 1;
  const path = isSuspect ? `M20 ${y} q 6 4 0 7.5 t 0 7.5 t 0 7.5 t 0 7.5` : `M20 ${y} v ${GAP}`;
  const stroke = isSuspect ? 'stroke="var(--bad)" stroke-width="2.5"' : 'stroke="var(--quiet)" stroke-width="1.5"';
  const text = `${truncate(edge, 34)}${isSuspect ? ' ~~~ gathers' : ''}`;
  return (
    `<path d="${path}" fill="none" ${stroke}/>` +
    `<text class="dim" x="36" y="${y + 20}"><title>${escapeText(edge)}</title>${escapeText(text)}</text>`
  );
}
