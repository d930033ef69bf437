import type { Block, TextBlock } from '../blocks.js';
import { formatCounted } from '../format-quantities.js';
import { cutPieces, type Piece, paintPieces, piecesOf, piecesWidth, wrapPieces } from './pieces.js';
import { renderChart } from './render-chart.js';
import { renderDefinitions, termWidthOf } from './render-definitions.js';
import { renderTable } from './render-table.js';
import { renderTree } from './render-tree.js';
import { paint, type Style } from './style.js';

/**
 * Blocks as text for a terminal, a pipe or a file: each begins on a line of its own. Without a line feed at the end.
 */
export function renderBlocks(blocks: readonly Block[], style: Style): string {
  // The lists of a page of help stand in one column.
  const termWidth = Math.max(
    0,
    ...blocks.map((block) => (block.kind === 'definitions' ? termWidthOf(block.definitions) : 0)),
  );
  return blocks.map((block) => renderBlock(block, style, termWidth)).join('\n');
}

function renderBlock(block: Block, style: Style, termWidth: number): string {
  switch (block.kind) {
    case 'text':
      return renderText(block, style);
    case 'table':
      return renderTable(block, style);
    case 'tree':
      return renderTree(block, style);
    case 'chart':
      return renderChart(block, style);
    case 'definitions':
      return renderDefinitions(block, style, termWidth);
  }
}

/**
 * Lines beside a text that is cut to the height: the one that was typed, that of what is left out, and the next prompt.
 */
const LINES_AROUND = 3;

function renderText({ content, overflow = 'words', indent, rest }: TextBlock, style: Style): string {
  if (overflow === 'cut') return paintPieces(cutPieces(piecesOf(content, null, style.width), style.width), style);
  if (overflow === 'words') {
    const hanging = indent === undefined ? undefined : ' '.repeat(indent);
    return wrapPieces(piecesOf(content, null, style.width), style.width, hanging)
      .map((line) => paintPieces(line, style))
      .join('\n');
  }
  const lines = linesOf(content);
  const most = rest === undefined ? lines.length : rowsWithin(lines, style);
  const shown = lines.slice(0, most).map((line) => paintPieces(line, style));
  if (most < lines.length)
    shown.push(paint(`… ${formatCounted(lines.length - most, 'more line')}: ${rest}`, 'dim', style));
  return shown.join('\n');
}

/** How many of the lines, some of which may take several rows of the terminal, are seen at once. */
function rowsWithin(lines: readonly (readonly Piece[])[], { width, height }: Style): number {
  let rows = 0;
  let most = 0;
  for (const line of lines) {
    rows += Math.max(1, Math.ceil(piecesWidth(line) / width));
    if (rows <= Math.max(1, height - LINES_AROUND)) most++;
  }
  return rows <= height - LINES_AROUND + 1 ? lines.length : most;
}

/** The lines of a text, as it has them. */
function linesOf(content: TextBlock['content']): ReturnType<typeof piecesOf>[] {
  const lines: ReturnType<typeof piecesOf>[] = [[]];
  const add = (part: TextBlock['content'], tone: Parameters<typeof piecesOf>[1]): void => {
    if (typeof part === 'string') {
      const [first, ...others] = part.split('\n');
      lines.at(-1)!.push(...piecesOf(first, tone));
      for (const other of others) lines.push(piecesOf(other, tone));
    } else if ('curve' in part || 'field' in part) lines.at(-1)!.push(...piecesOf(part, tone));
    else if ('name' in part) add(part.name, tone);
    else if ('tone' in part) add(part.text, part.tone);
    else for (const each of part) add(each, tone);
  };
  add(content, null);
  return lines;
}
