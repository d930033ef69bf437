/**
 * For each URL the shortest path at its end with which no other of them ends: `service.mjs`, `routes/users.js`.
 *
 * For a module of a package, all from the package's name on: `express/lib/router/index.js`.
 */
export function shortNames(urls: readonly string[]): Map<string, string> {
  const unique = [...new Set(urls)];
  const segments = new Map(unique.map((url) => [url, readable(url).split('/')]));
  const names = new Map<string, string>();
  for (const url of unique) {
    const start = url.lastIndexOf('/node_modules/');
    if (start >= 0) names.set(url, readable(url.slice(start + '/node_modules/'.length)));
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

function readable(url: string): string {
  try {
    return decodeURI(url.replace(/^file:\/\/\/?/, ''));
  } catch {
    return url;
  }
}
