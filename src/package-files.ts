import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Our code runs as single modules and as a bundle of them, which lie at different depths of the package. */
const PACKAGE = folderOfPackage(new URL('.', import.meta.url));

/** The URL of a file of this package, by its path in it. */
export function packageFile(path: string): URL {
  return new URL(path, PACKAGE);
}

/** The version of this package, as in its package.json. */
export function packageVersion(): string {
  return JSON.parse(readFileSync(packageFile('package.json'), 'utf8')).version;
}

/** Whether something failed because a file of this package is gone, as when another version is installed meanwhile. */
export function lacksPackageFile(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // An import tells a URL, and what reads a file its path.
  const { code, path = '', url = '' } = error as Partial<Record<'code' | 'path' | 'url', string>>;
  if (code === 'ERR_MODULE_NOT_FOUND') return url.startsWith(PACKAGE.href);
  return code === 'ENOENT' && path.startsWith(fileURLToPath(PACKAGE));
}

function folderOfPackage(folder: URL): URL {
  return existsSync(new URL('package.json', folder)) ? folder : folderOfPackage(new URL('..', folder));
}
