const BARS = '▁▂▃▄▅▆▇█';

/** A small curve of the last values, one column each, between their least and their greatest. */
export function curve(values: readonly number[], columns: number): string {
  const last = values.slice(-columns);
  const least = Math.min(...last);
  const span = Math.max(...last) - least;
  return last.map((value) => BARS[span === 0 ? 0 : Math.round(((value - least) / span) * (BARS.length - 1))]).join('');
}
