import { homedir } from 'node:os';
import { join } from 'node:path';
import type { IndexCacheOptions } from './index-cache.js';

/**
 * The indexes of a user's large snapshots, of at most so many bytes together: in the cache directory of the XDG
 * specification.
 */
export function userIndexes(
  env: Readonly<Record<string, string | undefined>>,
  maxBytes: number,
  notice: (text: string) => void,
): IndexCacheOptions {
  const cache = env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache');
  return { cacheDirectory: join(cache, 'leakconsole'), maxBytes, notice };
}
