import type { Library } from './library.js';

const ENOSPC = 28;

/** Writes bytes to a descriptor that blocks until its reader takes them. */
export function writeAll({ write }: Library, fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) {
    const written = write(fd, bytes.subarray(at));
    if (written === -ENOSPC) throw new Error('no space is left on the device');
    if (written <= 0) throw new Error(`writing failed (error ${-written})`);
    at += written;
  }
}
