import { ExitCode, UserError } from '../errors.js';

const MILLISECONDS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000 };
/** What a timer can wait: 24 days. */
const LONGEST_MS = 2 ** 31 - 1000;
const BYTES: Record<string, number> = { b: 1, k: 1e3, kb: 1e3, m: 1e6, mb: 1e6, g: 1e9, gb: 1e9 };

/** Reads a time as `500ms`, `2s`, `1.5m`, `1h`, or a plain number of seconds; gives ms, 24 days at most. */
export function parseDuration(text: string): number {
  return Math.min(LONGEST_MS, read(text, MILLISECONDS, 's', 'a time', '500ms, 2s, 5m'));
}

/** Reads a size as `300MB`, `2G`, or a plain number of bytes; gives whole bytes. */
export function parseBytes(text: string): number {
  return Math.round(read(text, BYTES, 'b', 'a size', '300MB, 2GB'));
}

function read(text: string, units: Record<string, number>, standard: string, what: string, examples: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim()) ?? [];
  const factor = units[(unit || standard).toLowerCase()];
  if (number === undefined || factor === undefined) {
    throw new UserError('usage', `“${text}” is not ${what}`, {
      hint: `write it as ${examples}`,
      exitCode: ExitCode.usage,
    });
  }
  return Number(number) * factor;
}
