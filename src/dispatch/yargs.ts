import { createRequire } from 'node:module';
import type yargs from 'yargs';

/**
 * The parser of yargs. Loaded as CommonJS, where it is one file: as ES modules, which are thirty, it takes 10 ms more of each start.
 * What it says stays English, as all else that we say.
 */
export function createParser(): ReturnType<typeof yargs> {
  const create: typeof yargs = createRequire(import.meta.url)('yargs/yargs');
  return create().detectLocale(false);
}
