import type { Located, Place } from './place.js';

/**
 * For each URL the shortest path at its end with which no other of them ends: `service.mjs`, `routes/users.js`.
 *
 * For a module of a package, all from the package's name on: `express/lib/router/index.js`.
 */
export function shortNames(urls: readonly string[]): Map<string, string> {
  const unique = [...new Set(urls)];
  const segments = new Map(unique.map((url) => [url, pathOf(url).split('/')]));
  const names = new Map<string, string>();
  for (const url of unique) {
    const start = url.lastIndexOf('/node_modules/');
    if (start >= 0) names.set(url, pathOf(url.slice(start + '/node_modules/'.length)));
  }
  const users = new Map<string, number>();
  for (const parts of segments.values()) {
    for (let count = 1; count <= parts.length; count++) {
      const tail = parts.slice(-count).join('/');
      users.set(tail, (users.get(tail) ?? 0) + 1);
    }
  }
  for (const [url, parts] of segments) {
    if (names.has(url)) continue;
    let count = 1;
    while (count < parts.length && users.get(parts.slice(-count).join('/'))! > 1) count++;
    names.set(url, parts.slice(-count).join('/'));
  }
  return names;
}

/** `orders.ts:24`: a place, as people know it by the file's name. */
export function shortPlace({ url, line }: Pick<Place, 'url' | 'line'>): string {
  return `${shortFile(url)}:${line}`;
}

/** A place as results tell it. */
export function describePlace(place: Place | null): Located {
  return { location: place && shortPlace(place), place };
}

/**
 * The part of a script's URL or path by which people know it: the file name; from the package on for what lies in
 * node_modules; with its folder where the name alone says nothing (index.js).
 */
export function shortFile(url: string): string {
  if (url.startsWith('node:')) return url;
  const parts = pathOf(url)
    .split(/[\\/]/)
    .filter((part) => part !== '');
  const inPackage = parts.lastIndexOf('node_modules');
  if (inPackage !== -1) return parts.slice(inPackage + 1).join('/');
  const file = parts.at(-1) ?? url;
  return /^index\.\w+$/.test(file) ? parts.slice(-2).join('/') : file;
}

/**
 * The path of a URL, readable; of what a bundler calls a file (`webpack://shop/./src/orders.vue?a1b2`) that of the
 * file.
 */
function pathOf(url: string): string {
  const path = url.replace(/^[\w-]+:\/\/[^/]*\//, '').replace(/\?[^/]*$/, '');
  try {
    return decodeURI(path) || url;
  } catch {
    return path || url;
  }
}
