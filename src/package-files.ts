import { existsSync, readFileSync } from 'node:fs';

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

function folderOfPackage(folder: URL): URL {
  return existsSync(new URL('package.json', folder)) ? folder : folderOfPackage(new URL('..', folder));
}
