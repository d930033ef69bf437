const UNITS: readonly [unit: string, ms: number][] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
];

/** A time as people read it, in its two largest units: `3 d 4 h`, `12 min 5 s`, `850 ms`. */
export function formatDuration(ms: number): string {
  const first = UNITS.findIndex(([, size]) => ms >= size);
  if (first === -1) return `${Math.round(ms)} ms`;
  const [unit, size] = UNITS[first];
  const whole = Math.floor(ms / size);
  const [smaller, smallerSize] = UNITS[first + 1] ?? [];
  const rest = smallerSize ? Math.floor((ms % size) / smallerSize) : 0;
  return rest > 0 ? `${whole} ${unit} ${rest} ${smaller}` : `${whole} ${unit}`;
}

/** An age, in its largest unit: `3 d`, `12 min`. */
export function formatAge(ms: number): string {
  return formatDuration(ms).split(' ').slice(0, 2).join(' ');
}

/** A short time: `2 s`, `1.9 s`, `40 s`, `850 ms`. */
export function formatSeconds(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  return seconds < 10 ? `${Number(seconds.toFixed(1))} s` : formatDuration(Math.round(seconds) * 1000);
}
