/**
 * A WebSocket frame of text from a client (RFC 6455, 5.2), with a mask of zeros: for what the library `ws` has no
 * method for.
 */
export function textFrame(message: string): Buffer {
  const payload = Buffer.from(message);
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 6 : length < 65_536 ? 8 : 14);
  head[0] = FIRST_BYTE;
  head[1] = 0x80 | (length < 126 ? length : length < 65_536 ? 126 : 127);
  if (head.length === 8) head.writeUInt16BE(length, 2);
  if (head.length === 14) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

/** The byte with which every frame of text begins. */
export const FIRST_BYTE = 0x81;

/**
 * What a frame may follow of which nobody knows whether its first byte was sent already
 * (`WebSocketTransport.acknowledge`): two texts whose bytes make whole frames in either case, one of 6 spaces or,
 * behind that byte, one of a space and an empty one. An inspector answers that they are no messages.
 */
const IN_STEP = Buffer.from([0x81, 0x86, 0xa1, 0xa0, 0x20, 0xa6, 0x81, 0x80, 0x00, 0x86, 0x81, 0x80]);

const GOODBYES = ['Debugger.disable', 'Runtime.disable'].map((method) => JSON.stringify({ id: 0, method }));

/** A message that does no harm. */
export const GOODBYE = GOODBYES[0];

/**
 * What stops all that a target sends by itself, whatever was sent before; breakpoints end with it, each evaluation of
 * whose condition is told.
 */
export const GOODBYE_FRAME = Buffer.concat([IN_STEP, ...GOODBYES.map(textFrame)]);
