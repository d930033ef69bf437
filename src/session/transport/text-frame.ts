/** A WebSocket frame of text from a client, with a mask of zeros: for what must hang up where the library `ws` is not. At most 64 kB. */
export function textFrame(message: string): Buffer {
  const payload = Buffer.from(message);
  const { length } = payload;
  const size = length < 126 ? [0x80 | length] : [0x80 | 126, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([0x81, ...size, 0, 0, 0, 0]), payload]);
}

/** What stops all that a target sends by itself; breakpoints end with it, each evaluation of whose condition is told. */
export const GOODBYE_FRAME = Buffer.concat(
  ['Debugger.disable', 'Runtime.disable'].map((method) => textFrame(JSON.stringify({ id: 0, method }))),
);
