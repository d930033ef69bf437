import { wrap } from './paragraphs.js';
import type { Style } from './style.js';
import { widthOf } from './text.js';

/** What a term means: a command and its summary, an option and what it does. */
export type Definition = readonly [term: string, text: string];

const indent = '  ';
/** A text that would become narrower than this goes on below its term instead. */
const leastWidth = 30;

/** Terms with their texts beside them, which are broken at spaces where the style is too narrow. `termWidth`: columns, at least. */
export function renderDefinitions(definitions: readonly Definition[], style: Style, termWidth = 0): string {
  const width = Math.max(termWidth, termWidthOf(definitions));
  const left = indent.length + width + 2;
  const beside = style.width - left >= leastWidth;
  const lines = definitions.map(([term, text]) => {
    const start = indent + style.cyan(term);
    const margin = ' '.repeat(beside ? left : 2 * indent.length);
    const parts = wrap(text, style.width - margin.length, '');
    return beside
      ? start + ' '.repeat(left - indent.length - widthOf(term)) + parts.join(`\n${margin}`)
      : [start, ...parts.map((part) => margin + part)].join('\n');
  });
  return lines.map((line) => line.trimEnd()).join('\n');
}

/** The width of the widest term, so that several lists can stand in one column. */
export function termWidthOf(definitions: readonly Definition[]): number {
  return Math.max(0, ...definitions.map(([term]) => widthOf(term)));
}
