import { randomBytes } from 'node:crypto';
import { closeSync, openSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Makes the library readable for processes of this machine under a path of our own, without a file: for a target that
 * has no place where it may write and run one. Close it when the target has loaded it.
 */
export function shareLibrary(base64: string): { readonly path: string; close(): void } {
  const file = join(tmpdir(), `.leakconsole-${randomBytes(8).toString('hex')}.node`);
  writeFileSync(file, Buffer.from(base64, 'base64'), { mode: 0o755, flag: 'wx' });
  try {
    const fd = openSync(file, 'r');
    return { path: `/proc/${process.pid}/fd/${fd}`, close: () => closeSync(fd) };
  } finally {
    unlinkSync(file);
  }
}
