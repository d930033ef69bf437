import type { Definition, DefinitionsBlock } from '../blocks.js';
import { paintPieces, piecesOf, piecesWidth, wrapPieces } from './pieces.js';
import { paint, type Style } from './style.js';

const INDENT = '  ';
/** A text that would become narrower than this goes on below its term instead. */
const LEAST_WIDTH = 30;

/** Terms with their texts beside them, which are broken at spaces. `termWidth`: columns of the terms, at least. */
export function renderDefinitions({ definitions }: DefinitionsBlock, style: Style, termWidth = 0): string {
  const left = INDENT.length + Math.max(termWidth, termWidthOf(definitions)) + 2;
  const isBeside = style.width - left >= LEAST_WIDTH;
  const lines = definitions.map(({ term, text }) => {
    const start = INDENT + paint(paintPieces(piecesOf(term), style), 'accent', style);
    const margin = ' '.repeat(isBeside ? left : 2 * INDENT.length);
    const parts = wrapPieces(piecesOf(text), style.width - margin.length).map((line) => paintPieces(line, style));
    const gap = ' '.repeat(Math.max(0, left - INDENT.length - piecesWidth(piecesOf(term))));
    return isBeside
      ? start + gap + parts.join(`\n${margin}`)
      : [start, ...parts.map((part) => margin + part)].join('\n');
  });
  return lines.map((line) => line.trimEnd()).join('\n');
}

/** The width of the widest term, in columns. */
export function termWidthOf(definitions: readonly Definition[]): number {
  return Math.max(0, ...definitions.map(({ term }) => piecesWidth(piecesOf(term))));
}
