const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** A size as people read it: `512 B`, `1.2 kB`, `142 MB`. Units are decimal, as in DevTools (1 kB = 1,000 bytes). */
export function formatBytes(bytes: number): string {
  let value = Math.abs(bytes);
  let unit = 0;
  // 999.5 rounds to 1000, which the next unit says better.
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${bytes < 0 ? '−' : ''}${value.toFixed(digits)} ${units[unit]}`;
}

/** A growth or a loss: `+142 MB`, `−3.1 kB`, `0 B`. */
export function formatBytesDelta(bytes: number): string {
  return bytes > 0 ? `+${formatBytes(bytes)}` : formatBytes(bytes);
}

/** A whole number with its thousands apart: `20,000`. */
export function formatCount(count: number): string {
  const digits = String(Math.abs(count)).replace(/^\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','));
  return count < 0 ? `−${digits}` : digits;
}

/** So many of something: `1 object`, `20,000 objects`. */
export function formatCounted(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}

/** A growth or a loss of a count: `+1,203`, `−12`, `0`. */
export function formatCountDelta(count: number): string {
  return count > 0 ? `+${formatCount(count)}` : formatCount(count);
}

/** A part of a whole: `12.3%`, `100%`; empty where there is no whole. */
export function formatShare(part: number, whole: number): string {
  if (whole <= 0) return '';
  const percent = (100 * part) / whole;
  if (percent > 0 && percent < 0.05) return '<0.1%';
  return `${percent >= 99.95 || percent === 0 ? percent.toFixed(0) : percent.toFixed(1)}%`;
}
