/**
 * What a result looks like, without saying how it is drawn: no colour, no width, no escape sequence. A renderer (text,
 * HTML, …) gives blocks a form.
 */
export type Block = TextBlock | TableBlock | TreeBlock | DefinitionsBlock | ChartBlock;

/** What a piece of text is to the reader; each renderer has a look for each tone. */
export type Tone = 'strong' | 'dim' | 'good' | 'bad' | 'warn' | 'accent';

/**
 * A piece of a line: plain text, text with a tone, a small curve, a field, a long name, or several of these one after
 * the other.
 */
export type Inline = string | Span | Curve | Field | LongName | readonly Inline[];

/** Text with a tone. */
export interface Span {
  readonly text: Inline;
  readonly tone: Tone;
}

/** A curve of numbers, the latest last, in the height of a line; `most`: how many of them are drawn. */
export interface Curve {
  readonly curve: readonly number[];
  readonly most: number;
}

/**
 * What stands in one column with its like in the lines before and after, which come one by one; `longest`: how many
 * characters it has as a rule.
 */
export interface Field {
  readonly field: Inline;
  readonly longest: number;
  /** Numbers stand to the right. Default: left. */
  readonly align?: 'right';
}

/** A name that may be long: where lines end, its middle is left out. */
export interface LongName {
  readonly name: string;
}

/** A line or paragraph. */
export interface TextBlock {
  readonly kind: 'text';
  readonly content: Inline;
  /**
   * `words`: broken at spaces where it is too long; `cut`: its end is left out; `keep`: as it is, line feeds included.
   * Default: words.
   */
  readonly overflow?: 'words' | 'cut' | 'keep';
  /** How far lines after the first are indented. Default: as the first is. */
  readonly indent?: number;
  /**
   * Where it has more lines than are seen at once, the rest is left out; this says how to get it. Default: nothing is
   * left out.
   */
  readonly rest?: string;
}

/** Rows below titles. */
export interface TableBlock {
  readonly kind: 'table';
  readonly columns: readonly Column[];
  /** One cell a column. */
  readonly rows: readonly (readonly Inline[])[];
}

/** How a column of a table is headed, aligned and cut. */
export interface Column {
  readonly title: string;
  /** Numbers stand to the right. Default: left. */
  readonly align?: 'right';
  /**
   * How the column gives way where there is too little room: its end or its middle is left out, or it goes on below.
   * Default: the middle of texts, and numbers are not cut. A column that says so keeps more of its width than others.
   */
  readonly narrow?: 'cut' | 'cut-middle' | 'wrap';
}

/** A tree, its root first. */
export interface TreeBlock {
  readonly kind: 'tree';
  readonly root: TreeNode;
}

/** A line of a tree, what stands below it, and how many more lines would, if they were shown. */
export interface TreeNode {
  readonly label: Inline;
  readonly children: readonly TreeNode[];
  readonly more?: number;
}

/** Points over an axis to the right and one upwards, which begin and end at the least and the greatest. */
export interface ChartBlock {
  readonly kind: 'chart';
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** What stands at the ends of the axis to the right. */
  readonly xLabels: readonly [least: string, greatest: string];
  /** What stands at the ends of the axis upwards. */
  readonly yLabels: readonly [least: string, greatest: string];
}

/** Terms with what they mean beside them. */
export interface DefinitionsBlock {
  readonly kind: 'definitions';
  readonly definitions: readonly Definition[];
}

/** A term, and what it means. */
export interface Definition {
  readonly term: Inline;
  readonly text: Inline;
}

/** A paragraph. */
export function text(content: Inline, overflow?: TextBlock['overflow']): TextBlock {
  return overflow ? { kind: 'text', content, overflow } : { kind: 'text', content };
}

/** A paragraph that stands back behind the rest. */
export function note(content: Inline): TextBlock {
  return text(dim(content));
}

/** A line that belongs to the one above it, so many levels below. */
export function indented(content: Inline, levels = 1): Inline {
  return ['  '.repeat(levels), content];
}

/** A column of a table of `T`: how it is headed, and what stands in it for a row. */
export interface ColumnOf<T> extends Column {
  readonly cell: (row: T) => Inline;
}

/** A table with a row for each of the rows. */
export function table<T>(rows: readonly T[], columns: readonly ColumnOf<T>[]): TableBlock {
  return {
    kind: 'table',
    columns: columns.map(({ cell: _, ...column }) => column),
    rows: rows.map((row) => columns.map(({ cell }) => cell(row))),
  };
}

/** A column of numbers. */
export function numbers<T>(title: string, cell: (row: T) => Inline): ColumnOf<T> {
  return { title, align: 'right', cell };
}

/** A field of a line. */
export function field(content: Inline, longest: number): Field {
  return { field: content, longest };
}

/** A field with a number. */
export function numberField(content: Inline, longest: number): Field {
  return { field: content, longest, align: 'right' };
}

/** What the reader looks for: a name, a total. */
export function strong(text: Inline): Span {
  return { text, tone: 'strong' };
}

/** What stands back: a unit, a place. */
export function dim(text: Inline): Span {
  return { text, tone: 'dim' };
}

/** What stands out from its like: advice, a special value. */
export function accent(text: Inline): Span {
  return { text, tone: 'accent' };
}

/** What may need attention. */
export function warn(text: Inline): Span {
  return { text, tone: 'warn' };
}

/** What is as it should be. */
export function good(text: Inline): Span {
  return { text, tone: 'good' };
}

/** What went wrong, or leaks. */
export function bad(text: Inline): Span {
  return { text, tone: 'bad' };
}

/** The text of a piece of a line without its tones; a curve has none. */
export function plainText(content: Inline): string {
  if (typeof content === 'string') return content;
  if ('curve' in content) return '';
  if ('field' in content) return plainText(content.field);
  if ('name' in content) return content.name;
  return 'tone' in content ? plainText(content.text) : content.map(plainText).join('');
}
