// How texts stand in JSON: where they end, what follows them, and what they say.
const decoder = new TextDecoder();
const escapes = new Uint8Array(256);
for (const byte of new TextEncoder().encode('"\\/bfnrtu')) escapes[byte] = 1;

/**
 * Where the bytes from `at` on that stand for themselves end: at a quote, a backslash or a control character. `view` is
 * of the chunk.
 */
export function endOfText(chunk: Uint8Array, view: DataView, at: number): number {
  // Four at a time: the highest bit of each byte that is one of these, and perhaps of those above it.
  for (const last = chunk.length - 4; at <= last; at += 4) {
    const bytes = view.getInt32(at, true);
    const quotes = bytes ^ 0x22222222;
    const backslashes = bytes ^ 0x5c5c5c5c;
    const found =
      (((quotes - 0x01010101) & ~quotes) |
        ((backslashes - 0x01010101) & ~backslashes) |
        ((bytes - 0x20202020) & ~bytes)) &
      0x80808080;
    if (found !== 0) return at + ((31 - Math.clz32(found & -found)) >>> 3);
  }
  for (; at < chunk.length; at++) {
    const byte = chunk[at];
    if (byte === 0x22 || byte === 0x5c || byte < 0x20) break;
  }
  return at;
}

/**
 * Tells whether `","`, or `",` and a line feed and `"`, stands at `at`, which is `gap` bytes long, and more behind it.
 */
export function isSeparator(chunk: Uint8Array, at: number, gap: number): boolean {
  if (at + 4 >= chunk.length || chunk[at] !== 0x22 || chunk[at + 1] !== 0x2c) return false;
  return gap === 3 ? chunk[at + 2] === 0x22 : gap === 4 && chunk[at + 2] === 0x0a && chunk[at + 3] === 0x22;
}

/** Tells whether a byte may stand behind a backslash. */
export function isEscape(byte: number): boolean {
  return escapes[byte] === 1;
}

/** The text of bytes in UTF-8. */
export function decode(bytes: Uint8Array): string {
  // Most strings are short and ASCII; a call of TextDecoder costs more than this.
  if (bytes.length > 256) return decoder.decode(bytes);
  for (let at = 0; at < bytes.length; at++) if (bytes[at] >= 0x80) return decoder.decode(bytes);
  return String.fromCharCode.apply(null, bytes as unknown as number[]);
}

/** Resolves the escapes of JSON; what they spell wrongly stays as it is. */
export function resolveEscapes(text: string): string {
  try {
    return JSON.parse(`"${text}"`);
  } catch {
    return text;
  }
}
