import { program } from '../program.js';
import type { Library } from './library.js';
import { writeAll } from './write-all.js';

const { getHeapSnapshot } = program.load('v8') as typeof import('node:v8');
const { Buffer } = program.load('buffer') as typeof import('node:buffer');

/** How much of a snapshot becomes one gzip member. */
const PIECE_BYTES = 2 ** 20;

/** Writes a heap snapshot of the process to a descriptor, without ever returning to the event loop; `gzip`: as gzip members. */
export function takeSnapshot(library: Library, out: number, gzip: boolean): void {
  // In the child: the program may have no use for it.
  const { gzipSync } = program.load('zlib') as typeof import('node:zlib');
  const held = Buffer.allocUnsafeSlow(gzip ? PIECE_BYTES : 0);
  let heldBytes = 0;
  const flush = (): void => {
    if (heldBytes > 0) writeAll(library, out, gzipSync(held.subarray(0, heldBytes), { level: 1 }));
    heldBytes = 0;
  };
  const take = (chunk: Uint8Array): void => {
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + PIECE_BYTES - heldBytes);
      held.set(part, heldBytes);
      heldBytes += part.length;
      at += part.length;
      if (heldBytes === PIECE_BYTES) flush();
    }
  };
  const stream = getHeapSnapshot() as unknown as {
    push(chunk: Uint8Array | null): boolean;
    _read(size: number): void;
  };
  // To read is to let V8 push all chunks, one after the other. The end asks to be read once more, which would give the snapshot again.
  const read = stream._read;
  stream._read = () => {};
  stream.push = (chunk) => {
    if (chunk !== null && gzip) take(chunk);
    else if (chunk !== null) writeAll(library, out, chunk);
    return true;
  };
  read.call(stream, 0);
  flush();
}
