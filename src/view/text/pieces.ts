import type { Field, Inline, Tone } from '../blocks.js';
import { printable, widthOf } from './characters.js';
import { paint, type Style } from './style.js';

/** A part of a line that has one look. All texts are printable. */
export interface Piece {
  readonly text: string;
  readonly tone: Tone | null;
}

const ELLIPSIS = '…';
const BARS = '▁▂▃▄▅▆▇█';

/**
 * A line as pieces: what is nested lies flat, control characters are made visible, curves are drawn, and of long names
 * the middle is left out where they take more than half of so many columns.
 */
export function piecesOf(
  content: Inline,
  tone: Tone | null = null,
  columns: number = Number.POSITIVE_INFINITY,
): Piece[] {
  if (typeof content === 'string') return content === '' ? [] : [{ text: printable(content), tone }];
  if ('curve' in content) return [{ text: drawCurve(content.curve, content.most), tone: tone ?? 'warn' }];
  if ('field' in content) return fieldPieces(content, tone);
  if ('name' in content) return cutPieces(piecesOf(content.name, tone), Math.floor(columns / 2), 'middle');
  if ('tone' in content) return piecesOf(content.text, content.tone, columns);
  return content.flatMap((part) => piecesOf(part, tone, columns));
}

function fieldPieces({ field, longest, align }: Field, tone: Tone | null): Piece[] {
  const pieces = piecesOf(field, tone);
  const room = { text: ' '.repeat(Math.max(0, longest - piecesWidth(pieces))), tone: null };
  return align === 'right' ? [room, ...pieces] : [...pieces, room];
}

/** The last values, one column each, between their least and their greatest. */
function drawCurve(values: readonly number[], columns: number): string {
  const last = values.slice(-columns);
  const least = Math.min(...last);
  const span = Math.max(...last) - least;
  return last.map((value) => BARS[span === 0 ? 0 : Math.round(((value - least) / span) * (BARS.length - 1))]).join('');
}

/** How many columns of a terminal the pieces take, one after the other. */
export function piecesWidth(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { text }) => sum + widthOf(text), 0);
}

/** The pieces painted, one after the other. */
export function paintPieces(pieces: readonly Piece[], style: Style): string {
  let painted = '';
  for (let i = 0; i < pieces.length; ) {
    const { tone } = pieces[i];
    let text = '';
    // Neighbours of one tone are painted in one go.
    for (; i < pieces.length && pieces[i].tone === tone; i++) text += pieces[i].text;
    painted += tone === null ? text : paint(text, tone, style);
  }
  return painted;
}

/** The pieces cut to so many columns: `…` stands for their end, or for their middle, where long names do not differ. */
export function cutPieces(pieces: readonly Piece[], columns: number, where: 'end' | 'middle' = 'end'): Piece[] {
  if (piecesWidth(pieces) <= columns) return [...pieces];
  if (columns <= 0) return [];
  const tail = where === 'middle' ? Math.floor((columns - 1) / 2) : 0;
  const head = takeColumns(pieces, columns - 1 - tail);
  const end = takeColumns(reverse(pieces), tail);
  return [...head, { text: ELLIPSIS, tone: head.at(-1)?.tone ?? pieces[0]?.tone ?? null }, ...reverse(end)];
}

/** The first columns of pieces. */
function takeColumns(pieces: readonly Piece[], columns: number): Piece[] {
  const taken: Piece[] = [];
  let left = columns;
  for (const { text, tone } of pieces) {
    let cut = '';
    let isCut = false;
    for (const character of text) {
      const width = widthOf(character);
      isCut = width > left;
      if (isCut) break;
      left -= width;
      cut += character;
    }
    if (cut !== '') taken.push({ text: cut, tone });
    if (isCut) break;
  }
  return taken;
}

/** The pieces in lines of exactly so many columns, but for the last: what is broken has no space to be broken at. */
export function breakPieces(pieces: readonly Piece[], columns: number): Piece[][] {
  const lines: Piece[][] = [];
  let rest: readonly Piece[] = pieces;
  while (piecesWidth(rest) > columns) {
    const head = takeColumns(rest, Math.max(2, columns));
    lines.push(head);
    rest = dropCharacters(
      rest,
      head.reduce((sum, { text }) => sum + text.length, 0),
    );
  }
  return [...lines, [...rest]];
}

function dropCharacters(pieces: readonly Piece[], count: number): Piece[] {
  let left = count;
  return pieces.flatMap(({ text, tone }) => {
    const kept = text.slice(left);
    left = Math.max(0, left - text.length);
    return kept === '' ? [] : [{ text: kept, tone }];
  });
}

function reverse(pieces: readonly Piece[]): Piece[] {
  return pieces.map(({ text, tone }) => ({ text: [...text].reverse().join(''), tone })).reverse();
}

/**
 * The pieces in lines of at most so many columns, broken at spaces; a word that is longer than a line stays whole.
 * `indent` begins the lines after the first: by default the spaces with which that begins.
 */
export function wrapPieces(pieces: readonly Piece[], columns: number, indent?: string): Piece[][] {
  const lines: Piece[][] = [];
  const margin = /^ */.exec(pieces[0]?.text ?? '')![0];
  const hanging = indent ?? margin;
  let line: Piece[] = margin === '' ? [] : [{ text: margin, tone: null }];
  let hasWord = false;
  for (const word of wordsOf(pieces)) {
    if (word.length === 0 && !hasWord) continue;
    const isFull = hasWord && piecesWidth(line) + 1 + piecesWidth(word) > columns;
    if (isFull) {
      lines.push(line);
      line = hanging === '' ? [] : [{ text: hanging, tone: null }];
    } else if (hasWord) {
      const { tone } = line.at(-1)!;
      line.push({ text: ' ', tone: tone === word[0]?.tone ? tone : null });
    }
    line.push(...word);
    hasWord = true;
  }
  return [...lines, line];
}

/** The words between single spaces; a word may consist of several pieces. */
function wordsOf(pieces: readonly Piece[]): Piece[][] {
  const words: Piece[][] = [[]];
  for (const { text, tone } of pieces) {
    const [first, ...others] = text.split(' ');
    if (first !== '') words.at(-1)!.push({ text: first, tone });
    for (const word of others) words.push(word === '' ? [] : [{ text: word, tone }]);
  }
  return words;
}
