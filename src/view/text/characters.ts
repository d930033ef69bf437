const ellipsis = '…';

/** Control characters (C0, C1), and what is not seen but changes what is: bidi controls, separators, fillers, tags. */
const UNSEEN =
  /[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * The text with every control character made visible (`\n`, `\x1b`): what stands in a heap may hold anything, and must
 * move no cursor and paint nothing.
 */
export function printable(text: string): string {
  return text.replace(UNSEEN, (character) => {
    const code = character.codePointAt(0)!.toString(16);
    return (
      SHORT[character] ??
      (code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u${code.length === 4 ? code : `{${code}}`}`)
    );
  });
}

/** The lines of a text, each printable. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/**
 * A value as a line of JSON, in which control characters of texts are escaped, also those that JSON would leave as they
 * are.
 */
export function jsonLine(value: unknown): string {
  const escaped = (character: string): string => {
    const units = character.split('').map((unit) => unit.charCodeAt(0).toString(16).padStart(4, '0'));
    return units.map((unit) => `\\u${unit}`).join('');
  };
  return `${JSON.stringify(value).replace(UNSEEN, escaped)}\n`;
}

/**
 * The first columns of a text, `…` for the rest of it. A character counts as one column, a wide one (CJK, emoji) as
 * two.
 */
export function truncate(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let width = 0;
  let cut = '';
  for (const character of text) {
    const own = widthOf(character);
    if (width + own > columns - 1) break;
    width += own;
    cut += character;
  }
  return columns > 0 ? cut + ellipsis : '';
}

/** The last columns of a text, `…` for what comes before: `truncate` from the other end. */
export function truncateStart(text: string, columns: number): string {
  const reversed = (each: string) => [...each].reverse().join('');
  return reversed(truncate(reversed(text), columns));
}

/** How many columns a text without control characters takes on a terminal. */
export function widthOf(text: string): number {
  if (/^[\x20-\x7e…→×·▁-█]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += columnsOf(character.codePointAt(0)!);
  return width;
}

/** East Asian Width W and F, roughly: the blocks that terminals draw two columns wide. */
function columnsOf(code: number): number {
  if (code === 0x200d || (code >= 0x300 && code <= 0x36f) || (code >= 0xfe00 && code <= 0xfe0f)) return 0;
  const wide =
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd);
  return wide ? 2 : 1;
}
