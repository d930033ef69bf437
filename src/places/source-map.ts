import {
  AnyMap,
  type EncodedSourceMap,
  type SectionedSourceMapInput,
  type TraceMap,
  traceSegment,
} from '@jridgewell/trace-mapping';

/** What a source map says of a place: lines and columns count from 0 here, as in maps and in V8. */
export interface Mapping {
  /** The URL of the original file. */
  readonly url: string;
  readonly line: number;
  readonly column: number;
  /** The original name that the map gives; null where it gives none. */
  readonly name: string | null;
  /** How many columns before the place the mapping begins; 0 if it is of this very place. */
  readonly distance: number;
}

/** A source map that was read: from generated places to original ones. */
export class SourceMap {
  /** URLs of the original files; null where the map does not tell. */
  readonly urls: readonly (string | null)[];
  /** The map names what was renamed, so a mapping without name is of something that was not. */
  readonly hasNames: boolean;
  readonly #map: TraceMap;

  /**
   * Throws an Error if the text is no source map of version 3. A map of sections (an index map) is flattened.
   *
   * @param url of the map, from which its sources are resolved
   */
  constructor(text: string, url: string) {
    const json: unknown = JSON.parse(text.replace(/^\)\]\}'[^\n]*\n?/, ''));
    checkMap(json);
    this.#map = new AnyMap(json as SectionedSourceMapInput, url);
    this.hasNames = this.#map.names.length > 0;
    this.urls = this.#map.resolvedSources.map((source) => source && urlOf(source));
  }

  /**
   * The last mapping of the line that begins at or before a place; null where there is none, or none to an original.
   */
  at(line: number, column: number): Mapping | null {
    const segment = traceSegment(this.#map, line, column);
    if (!segment || segment.length === 1) return null;
    const url = this.urls[segment[1]];
    // A broken map may count beyond its sources.
    if (url === null || url === undefined) return null;
    const name = segment.length === 5 ? (this.#map.names[segment[4]] ?? null) : null;
    return { url, line: segment[2], column: segment[3], name, distance: column - segment[0] };
  }

  /** The text of an original file, if the map carries it. */
  contentOf(url: string): string | null {
    const index = this.urls.indexOf(url);
    return this.#map.sourcesContent?.[index] ?? null;
  }
}

function checkMap(json: unknown): asserts json is EncodedSourceMap {
  if (typeof json !== 'object' || json === null) throw new Error('it is not an object');
  const { version, sections, mappings, sources } = json as Partial<EncodedSourceMap> & { sections?: unknown };
  if (Number(version) !== 3) throw new Error(`its version is ${JSON.stringify(version)}, not 3`);
  if (Array.isArray(sections)) {
    for (const section of sections) checkMap((section as { map?: unknown } | null)?.map);
    return;
  }
  if (typeof mappings !== 'string' || !Array.isArray(sources)) throw new Error('it has no mappings, or no sources');
}

/** As V8 writes URLs. Some tools give paths (`/app/src/orders.ts`) for them. */
function urlOf(source: string): string {
  const isPath = /^(?:\/|[A-Za-z]:[\\/])/.test(source);
  if (!isPath && !source.startsWith('file:')) return source;
  try {
    return new URL(isPath ? `file:///${source.replace(/^\//, '')}` : source).href;
  } catch {
    return source;
  }
}
