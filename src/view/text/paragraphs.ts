import type { Style } from './style.js';
import { widthOf } from './text.js';

/** A text in lines of at most `columns`, broken at spaces; what is longer than a line stays whole. */
export function wrap(text: string, columns: number, indent = '  '): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line.trim() !== '' && widthOf(longer) > columns) {
      lines.push(line);
      line = indent + word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}

/** Paragraphs, broken at spaces to the width of the style. */
export function renderParagraphs(text: string, { width }: Style): string {
  return text
    .split('\n')
    .flatMap((line) => wrap(line, width, ''))
    .join('\n');
}
