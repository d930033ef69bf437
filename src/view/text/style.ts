import * as kleur from 'kleur/colors';
import type { Tone } from '../blocks.js';

// kleur decides once, for the whole process and by stdout; a Style decides by where its text goes.
kleur.$.enabled = true;

/** How text may look where it goes. */
export interface Style {
  /** Columns of a line; infinite where nothing is to be cut or broken. */
  readonly width: number;
  /** Lines that are seen at once; infinite where nothing scrolls away. */
  readonly height: number;
  readonly colors: boolean;
}

/** The style of plain text of 80 columns and any height, or another. */
export function createStyle({
  width = 80,
  height = Number.POSITIVE_INFINITY,
  colors = false,
}: Partial<Style> = {}): Style {
  return { width, height, colors };
}

const PAINTS: Readonly<Record<Tone, (text: string) => string>> = {
  strong: kleur.bold,
  dim: kleur.dim,
  good: kleur.green,
  bad: kleur.red,
  warn: kleur.yellow,
  accent: kleur.cyan,
};

/** A text in the look of a tone. */
export function paint(text: string, tone: Tone, { colors }: Style): string {
  return colors && text !== '' ? PAINTS[tone](text) : text;
}
