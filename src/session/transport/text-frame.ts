/**
 * A WebSocket frame of text from a client (RFC 6455, 5.2), with a mask of zeros: for what the library `ws` has no
 * method for.
 */
export function textFrame(message: string): Buffer {
  const payload = Buffer.from(message);
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 6 : length < 65_536 ? 8 : 14);
  head[0] = 0x81;
  head[1] = 0x80 | (length < 126 ? length : length < 65_536 ? 126 : 127);
  if (head.length === 8) head.writeUInt16BE(length, 2);
  if (head.length === 14) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

/** A short frame of text with a mask. */
function maskedFrame(text: string, mask: readonly number[]): Buffer {
  const payload = Buffer.from(text).map((byte, index) => byte ^ mask[index % 4]);
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, ...mask]), payload]);
}

/** A message that does nothing. With a method it has one answer, an error; Node 18 and 20 answer twice without. */
const NOTHING = maskedFrame('{"id":0,"method":"a"}', [0xa2, 0xd8, 0xd1, 0xa3]);

/** Whether a message is the answer to one that does nothing. */
export function answersNothing(message: string): boolean {
  return /^\{("id":0,"error":\{[^{}]*\}|"error":\{[^{}]*\},"id":0)\}$/.test(message);
}

/**
 * What carries an acknowledgement: the beginning of a frame, the `REST` of which comes with the next message
 * (`WebSocketTransport.acknowledge`). The beginning has four bytes at least, and the rest more than two: else Node takes
 * the frame for whole, and reads on behind its end (decode_frame_hybi17 in src/inspector_socket.cc, which compares the
 * length of the text with all bytes but four, without those before the mask).
 */
export const BEGINNING = NOTHING.subarray(0, -6);

/** See `BEGINNING`. */
export const REST = NOTHING.subarray(-6);

/**
 * What a frame may follow of which nobody knows whether `BEGINNING` was sent. The masks are chosen such that its bytes
 * make whole frames in either case: the rest and this one, or a single one of another JSON object. Node 22.23 dies of a
 * text that is none (a null pointer in InspectorIoDelegate::GetTargetSessionId, src/inspector_io.cc).
 */
const IN_STEP = Buffer.concat([REST, maskedFrame('{"id":0,"a":true} ', [0xcc, 0x82, 0xad, 0xef])]);

const GOODBYES = ['Debugger.disable', 'Runtime.disable'].map((method) => JSON.stringify({ id: 0, method }));

/** A message that does no harm. */
export const GOODBYE = GOODBYES[0];

/**
 * What stops all that a target sends by itself, whatever was sent before; breakpoints end with it, each evaluation of
 * whose condition is told.
 */
export const GOODBYE_FRAME = Buffer.concat([IN_STEP, ...GOODBYES.map(textFrame)]);
