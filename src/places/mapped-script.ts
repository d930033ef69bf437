import { findScopes } from './find-scopes.js';
import type { GeneratedScope } from './generated-scopes.js';
import { LineStarts } from './line-starts.js';
import { type Place, placeOf } from './place.js';
import type { Mapping, SourceMap } from './source-map.js';

/** A script as V8 runs it, and its source map if it has one. */
export interface ScriptSource {
  readonly url: string;
  readonly isModule: boolean;
  readonly text: string;
  readonly map: SourceMap | null;
}

/** A script whose text was parsed: its scopes, and what its source map says of each place in it. */
export class MappedScript {
  readonly url: string;
  readonly text: string;
  readonly map: SourceMap | null;
  readonly root: GeneratedScope;
  readonly #lines: LineStarts;
  readonly #originalLines = new Map<string, readonly string[] | null>();

  /** Throws a SyntaxError where the text cannot be parsed. */
  constructor({ url, isModule, text, map }: ScriptSource) {
    this.url = url;
    this.text = text;
    this.map = map;
    this.root = findScopes(text, isModule);
    this.#lines = new LineStarts(text);
  }

  /** The offset of a place in the generated code. */
  offsetOf({ line, column }: Pick<Place, 'line' | 'column'>): number {
    return this.#lines.offsetOf(line - 1, column - 1);
  }

  /** The place of an offset in the generated code. */
  generatedPlace(offset: number): Place {
    const { line, column } = this.#lines.positionOf(offset);
    return placeOf(this.url, line, column);
  }

  /** What the map says of an offset; null where it says nothing. */
  mappingAt(offset: number): Mapping | null {
    if (this.map === null || offset < 0) return null;
    const { line, column } = this.#lines.positionOf(offset);
    return this.map.at(line, column);
  }

  /** A line of an original file, from 0; null where the map does not carry its text. */
  originalLine(url: string, line: number): string | null {
    let lines = this.#originalLines.get(url);
    if (lines === undefined) {
      const text = this.map?.contentOf(url) ?? null;
      lines = text === null ? null : text.split(/\r\n|[\n\r\u2028\u2029]/);
      this.#originalLines.set(url, lines);
    }
    return lines?.[line] ?? null;
  }
}
