import { findScopes } from './generated-scopes.js';
import { LineStarts } from './line-starts.js';
import { placeOf } from './place.js';
/** A script whose text was parsed: its scopes, and what its source map says of each place in it. */
export class MappedScript {
  url;
  text;
  map;
  root;
  #lines;
  #originalLines = new Map();
  /** Throws a SyntaxError where the text cannot be parsed. */
  constructor({ url, isModule, text, map }) {
    this.url = url;
    this.text = text;
    this.map = map;
    this.root = findScopes(text, isModule);
    this.#lines = new LineStarts(text);
  }
  /** The offset of a place in the generated code. */
  offsetOf({ line, column }) {
    return this.#lines.offsetOf(line - 1, column - 1);
  }
  /** The place of an offset in the generated code. */
  generatedPlace(offset) {
    const { line, column } = this.#lines.positionOf(offset);
    return placeOf(this.url, line, column);
  }
  /** What the map says of an offset; null where it says nothing. */
  mappingAt(offset) {
    if (this.map === null || offset < 0) return null;
    const { line, column } = this.#lines.positionOf(offset);
    return this.map.at(line, column);
  }
  /** A line of an original file, from 0; null where the map does not carry its text. */
  originalLine(url, line) {
    let lines = this.#originalLines.get(url);
    if (lines === undefined) {
      const text = this.map?.contentOf(url) ?? null;
      lines = text === null ? null : text.split(/\r\n|[\n\r\u2028\u2029]/);
      this.#originalLines.set(url, lines);
    }
    return lines?.[line] ?? null;
  }
}
