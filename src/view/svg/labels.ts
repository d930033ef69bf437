import { printable, truncate, truncateStart } from '../text/characters.js';
import { type Line, MOST_LABEL } from './graph.js';

/** Beyond so many columns, a tooltip is cut too. */
const MOST_TIP = 500;

/** A label as it is drawn. */
export interface Label {
  readonly lines: readonly string[];
  /** What was cut, as a whole; null where nothing was. */
  readonly tip: string | null;
}

/** The lines of a label, printable and cut. */
export function cutLabel(lines: readonly Line[]): Label {
  const whole = lines.map((line) => printable(typeof line === 'string' ? line : line.place));
  const cut = lines.map((line, index) =>
    (typeof line === 'string' ? truncate : truncateStart)(whole[index], MOST_LABEL),
  );
  const isWhole = cut.every((line, index) => line === whole[index]);
  return { lines: cut, tip: isWhole ? null : whole.map((line) => truncate(line, MOST_TIP)).join('\n') };
}
