import { program } from '../program.js';
import type { Library } from './library.js';
import { writeAll } from './write-all.js';

const { getHeapSnapshot } = program.load('v8') as typeof import('node:v8');
const { Buffer } = program.load('buffer') as typeof import('node:buffer');

/**
 * How V8 begins a snapshot; and how we do, as nobody could tell otherwise that its node ids are not those of the
 * process.
 */
const OPENING_BYTES = '{"snapshot":{'.length;
const MARKED_OPENING = Buffer.from('{"snapshot":{"forked":true,');

type Take = (bytes: Uint8Array) => void;

/**
 * Writes a heap snapshot of the process to a descriptor, without ever returning to the event loop; `gzip`: as gzip
 * members.
 */
export function takeSnapshot(library: Library, out: number, gzip: boolean): void {
  const write: Take = (bytes) => writeAll(library, out, bytes);
  const packer = gzip ? new GzipMembers(write) : null;
  const take: Take = packer ? (bytes) => packer.add(bytes) : write;
  let isFirst = true;
  eachChunk((chunk) => {
    if (isFirst) take(MARKED_OPENING);
    take(isFirst ? chunk.subarray(OPENING_BYTES) : chunk);
    isFirst = false;
  });
  packer?.flush();
}

/** Takes a heap snapshot, and hands on what V8 writes. */
function eachChunk(take: Take): void {
  const stream = getHeapSnapshot() as unknown as {
    push(chunk: Uint8Array | null): boolean;
    _read(size: number): void;
  };
  // To read is to let V8 push all chunks, one after the other. The end asks to be read once more, which would give the
  // snapshot again.
  const read = stream._read;
  stream._read = () => {};
  stream.push = (chunk) => {
    if (chunk !== null) take(chunk);
    return true;
  };
  read.call(stream, 0);
}

/** How much becomes one gzip member. */
const MEMBER_BYTES = 2 ** 20;

/** Packs bytes into gzip members, one after the other. */
class GzipMembers {
  // Loaded in the child: the program may have no use for it.
  readonly #gzipSync = (program.load('zlib') as typeof import('node:zlib')).gzipSync;
  readonly #held = Buffer.allocUnsafeSlow(MEMBER_BYTES);
  readonly #write: Take;
  #heldBytes = 0;

  constructor(write: Take) {
    this.#write = write;
  }

  add(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + MEMBER_BYTES - this.#heldBytes);
      this.#held.set(part, this.#heldBytes);
      this.#heldBytes += part.length;
      at += part.length;
      if (this.#heldBytes === MEMBER_BYTES) this.flush();
    }
  }

  flush(): void {
    if (this.#heldBytes > 0) this.#write(this.#gzipSync(this.#held.subarray(0, this.#heldBytes), { level: 1 }));
    this.#heldBytes = 0;
  }
}
