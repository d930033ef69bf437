import { program } from '../program.js';

const { hrtime } = program.process;

/** ms since some moment; in contrast to `Date.now()` with fractions. */
export function now(): number {
  const time = hrtime();
  return time[0] * 1e3 + time[1] / 1e6;
}
