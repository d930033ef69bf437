import { AnyMap, traceSegment } from '@jridgewell/trace-mapping';
/** A source map that was read: from generated places to original ones. */
export class SourceMap {
  /** URLs of the original files; null where the map does not tell. */
  urls;
  /** The map names what was renamed, so a mapping without name is of something that was not. */
  hasNames;
  #map;
  /**
   * Throws an Error if the text is no source map of version 3. A map of sections (an index map) is flattened.
   *
   * @param url of the map, from which its sources are resolved
   */
  constructor(text, url) {
    const json = JSON.parse(text.replace(/^\)\]\}'[^\n]*\n?/, ''));
    checkMap(json);
    this.#map = new AnyMap(json, url);
    this.hasNames = this.#map.names.length > 0;
    this.urls = this.#map.resolvedSources.map((source) => source && urlOf(source));
  }
  /** The last mapping of the line that begins at or before a place; null where there is none, or none to an original. */
  at(line, column) {
    const segment = traceSegment(this.#map, line, column);
    if (!segment || segment.length === 1) return null;
    const url = this.urls[segment[1]];
    // A broken map may count beyond its sources.
    if (url === null || url === undefined) return null;
    const name = segment.length === 5 ? (this.#map.names[segment[4]] ?? null) : null;
    return { url, line: segment[2], column: segment[3], name, distance: column - segment[0] };
  }
  /** The text of an original file, if the map carries it. */
  contentOf(url) {
    const index = this.urls.indexOf(url);
    return this.#map.sourcesContent?.[index] ?? null;
  }
}
function checkMap(json) {
  if (typeof json !== 'object' || json === null) throw new Error('it is not an object');
  const { version, sections, mappings, sources } = json;
  if (Number(version) !== 3) throw new Error(`its version is ${JSON.stringify(version)}, not 3`);
  if (Array.isArray(sections)) {
    for (const section of sections) checkMap(section?.map);
    return;
  }
  if (typeof mappings !== 'string' || !Array.isArray(sources)) throw new Error('it has no mappings, or no sources');
}
/** Some tools give paths (`/app/src/orders.ts`) for URLs. */
function urlOf(source) {
  if (source.startsWith('/')) return `file://${encodeURI(source)}`;
  return /^[A-Za-z]:[\\/]/.test(source) ? `file:///${encodeURI(source.replaceAll('\\', '/'))}` : source;
}
