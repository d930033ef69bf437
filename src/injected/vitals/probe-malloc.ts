import { readStatus } from './read-vitals.js';

/** What malloc of this thread did with blocks that it was asked for. Bytes. */
export interface MallocProbe {
  /** How much it was asked for: it ends as soon as malloc has to take new memory. */
  readonly askedBytes: number;
  /** How much of that it had free. */
  readonly freeBytes: number;
}

const BLOCK = 1024;
const STEP = 4 * 2 ** 20;

/**
 * Asks malloc for small blocks, in steps, until the RSS rises: what it had free before is fragmented, or was never
 * given back. The blocks are dropped, and V8 frees them with its next collection; what a probe has taken, a later one
 * finds free. Null where the RSS without mapped files is not told.
 */
export function probeMalloc(mostBytes: number): MallocProbe | null {
  let last = anonymousBytes();
  if (last === null) return null;
  const blocks: ArrayBuffer[] = [];
  let freeBytes = 0;
  let askedBytes = 0;
  while (askedBytes < mostBytes) {
    for (let i = 0; i < STEP / BLOCK; i++) blocks.push(new ArrayBuffer(BLOCK));
    askedBytes += STEP;
    const now = anonymousBytes()!;
    // A step that is malloc's own makes the RSS rise by more than its size: each block has an object beside it.
    if (now - last > STEP / 2) break;
    freeBytes += STEP;
    last = now;
  }
  return { askedBytes, freeBytes };
}

function anonymousBytes(): number | null {
  const { RssAnon } = readStatus();
  return RssAnon === undefined ? null : RssAnon * 1024;
}
