import { readFile } from 'node:fs/promises';
import { localPath } from './local-path.js';

/**
 * The package that a file belongs to, `name@version`; without version where its package.json is not on this machine.
 * Null for a file that is in no node_modules.
 */
export async function readPackage(url: string): Promise<string | null> {
  const [, folder, name] = /^(.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+))[\\/]/.exec(url) ?? [];
  if (name === undefined) return null;
  const path = localPath(`${folder}/package.json`);
  const text = path === null ? '' : await readFile(path, 'utf8').catch(() => '');
  try {
    const { version } = JSON.parse(text) as { version?: unknown };
    return typeof version === 'string' ? `${name}@${version}` : name;
  } catch {
    return name;
  }
}
