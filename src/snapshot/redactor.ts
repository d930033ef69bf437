import { Buffer } from 'node:buffer';
import { hasStringName } from '../heap/graph.js';
import type { SnapshotHeader } from '../heap/header.js';
import type { SnapshotParser } from '../heap/parse.js';
import { ByteSink } from './byte-sink.js';
import { contentEntries } from './content-entries.js';
import { RedactedStrings } from './redacted-strings.js';
import { RenumberedRows, type Renumbering } from './renumbered-rows.js';
import { StringSlots } from './string-slots.js';

/**
 * The header, and the sections that tell of strings, as V8 writes them. None of this can stand inside a JSON string.
 */
const opening = /"(snapshot|nodes|edges|trace_function_infos|strings)":[[{]/g;
const longestOpening = '"trace_function_infos":['.length;

/**
 * The nodes whose names are what the program has in its memory, not what V8 or a programmer has called them: strings,
 * and the sources of regular expressions.
 */
const contentTypes = ['string', 'concatenated string', 'sliced string', 'regexp', 'bigint'];

/** Rewrites a section; see `RenumberedRows` and `RedactedStrings`. */
interface Section {
  readonly done: boolean;
  rewrite(chunk: Uint8Array, at: number, out: ByteSink): number;
}

/**
 * What the header says first: from the texts alone, nobody could tell hidden ones from those that are equal. Others
 * pass over it.
 */
const mark = Buffer.from('"redacted":true,');
const marking: Section = {
  done: true,
  rewrite(_chunk, at, out) {
    out.append(mark);
    return at;
  },
};

/**
 * Hides the contents of strings in the bytes of a snapshot: each character becomes an `x`, so lengths stay, and all
 * that is no string's content: names of properties, classes, functions, variables and scripts. The header tells that it
 * was done.
 *
 * A text may be both, a property's name and somewhere a value, and V8 writes it once. So each string becomes two, see
 * `StringSlots`, and all that refers to strings is renumbered on its way.
 *
 * The parser must have been given each chunk before: it knows the header, and the graph. V8 writes the strings last.
 */
export class Redactor {
  readonly #parser: SnapshotParser;
  readonly #slots = new StringSlots();
  readonly #begun = new Set<string>();
  #section: Section | null = null;
  /** What of the bytes before may be the beginning of an opening. */
  #tail = '';

  constructor(parser: SnapshotParser) {
    this.#parser = parser;
  }

  /** The same bytes without contents, and with other numbers of strings. */
  redact(chunk: Uint8Array): Uint8Array {
    const out = new ByteSink(2 * chunk.length + 2 ** 8);
    for (let at = 0; at < chunk.length; ) {
      if (this.#section === null) {
        const from = at;
        at = this.#findSection(chunk, from);
        out.append(chunk.subarray(from, at));
      } else {
        at = this.#section.rewrite(chunk, at, out);
        if (this.#section.done) this.#section = null;
      }
    }
    return out.bytes;
  }

  /** Begins the next section; gives where it begins, or the end of the chunk. */
  #findSection(chunk: Uint8Array, at: number): number {
    const text = this.#tail + Buffer.from(chunk.buffer, chunk.byteOffset + at, chunk.length - at).toString('latin1');
    opening.lastIndex = 0;
    const match = opening.exec(text);
    if (match === null) {
      this.#tail = text.slice(1 - longestOpening);
      return chunk.length;
    }
    const end = at + opening.lastIndex - this.#tail.length;
    this.#tail = '';
    this.#section = this.#begin(match[1]);
    return end;
  }

  #begin(name: string): Section {
    if (name === 'snapshot') return marking;
    const { header } = this.#parser;
    if (header === null) throw new Error(`"${name}" stands before "snapshot"`);
    this.#begun.add(name);
    const isContent = byType(header.nodeTypes, (type) => contentTypes.includes(type));
    if (name !== 'strings') return new RenumberedRows(renumbering(name, header, isContent), this.#slots);
    const { rows } = this.#parser;
    if (rows === null || !this.#begun.has('nodes') || !this.#begun.has('edges')) {
      throw new Error('the strings of a snapshot stand before its nodes or edges');
    }
    return new RedactedStrings(this.#slots, contentEntries(rows, isContent));
  }
}

function renumbering(name: string, header: SnapshotHeader, isContent: Uint8Array): Renumbering {
  const { nodeFields, edgeFields, edgeTypes, traceFunctionInfoFields } = header;
  const [all, none] = [new Uint8Array(256).fill(1), new Uint8Array(256)];
  if (name === 'nodes') return { fields: nodeFields, columns: ['name'], isString: all, isContent };
  if (name === 'edges') {
    const isString = hasStringName(edgeTypes);
    return { fields: edgeFields, columns: ['name_or_index'], isString, isContent: none };
  }
  // Written where allocations were tracked.
  return { fields: traceFunctionInfoFields, columns: ['name', 'script_name'], isString: all, isContent: none };
}

function byType(types: readonly string[], holds: (type: string) => boolean): Uint8Array {
  return new Uint8Array(256).map((_, type) => (type < types.length && holds(types[type]) ? 1 : 0));
}
