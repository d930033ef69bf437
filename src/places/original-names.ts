import { type GeneratedScope, type Identifier, scopeAt } from './generated-scopes.js';
import type { MappedScript } from './mapped-script.js';
import { type Place, placeOf } from './place.js';

/** What something is called in the original source, and where that stands. */
export interface OriginalName {
  readonly name: string;
  readonly place: Place;
}

const IDENTIFIER = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy;
const NO_NAMES = new Set(
  (
    'async await break case catch class const continue debugger default delete do else enum export extends false finally ' +
    'for function get if import in instanceof let new null return set static super switch this throw true try typeof var ' +
    'void while with yield'
  ).split(' '),
);

/**
 * The original name of an identifier of generated code. Null where the map says nothing of it, or where the identifier
 * is the bundler's and not in the original source at all (`import_orders`, `init_orders`).
 */
export function originalNameOf(script: MappedScript, { name, offset }: Identifier): OriginalName | null {
  const mapping = script.mappingAt(offset);
  if (mapping === null) return null;
  const { url, line, distance } = mapping;
  const text = script.originalLine(url, line);
  const generated = script.generatedPlace(offset);
  const found = (original: string, column: number): OriginalName => ({
    name: original,
    place: { ...placeOf(url, line, column), generated },
  });
  if (distance === 0) {
    const wanted = mapping.name ?? name;
    if (text === null) return isFileStart(mapping) ? null : found(wanted, mapping.column);
    const read = identifierAt(text, mapping.column);
    if (read !== null && (mapping.name === null || read === mapping.name)) return found(read, mapping.column);
    const column = columnOf(text, wanted, mapping.column);
    return column < 0 ? null : found(wanted, column);
  }
  // Maps by statements: what the bundler copied stands as far behind the beginning of the statement as in the original.
  const column = mapping.column + distance;
  if (text === null) return script.map!.hasNames || isFileStart(mapping) ? null : found(name, column);
  return identifierAt(text, column) === name ? found(name, column) : null;
}

/** The scope of the function or class that V8 places there, in `[[FunctionLocation]]` or in a snapshot's locations. */
export function functionAt(script: MappedScript, place: Pick<Place, 'line' | 'column'>): GeneratedScope {
  // V8 gives the parenthesis of the parameters; the beginning of an arrow function, and of a class without constructor.
  return scopeAt(script.root, script.offsetOf(place), ['function', 'class', 'root']);
}

/**
 * The original name of the function or class that V8 places there; a constructor's is its class'. Null where it is not
 * known.
 */
export function originalFunctionName(script: MappedScript, place: Pick<Place, 'line' | 'column'>): OriginalName | null {
  const scope = functionAt(script, place);
  const named = scope.isConstructor ? scope.parent! : scope;
  return named.name && originalNameOf(script, named.name);
}

/** No name stands at the very beginning of a file: bundlers place their own names for it there. */
function isFileStart({ line, column }: { line: number; column: number }): boolean {
  return line === 0 && column === 0;
}

/** The identifier that begins at a column; null where none does. */
export function identifierAt(text: string, column: number): string | null {
  if (column > 0 && /[\p{ID_Continue}$]/u.test(text[column - 1] ?? '')) return null;
  IDENTIFIER.lastIndex = column;
  const [read] = IDENTIFIER.exec(text) ?? [null];
  return read !== null && NO_NAMES.has(read) ? null : read;
}

/** The column of the first use of a name at or after a column; -1 if there is none. */
function columnOf(text: string, name: string, from: number): number {
  for (let at = text.indexOf(name, from); at >= 0; at = text.indexOf(name, at + 1)) {
    if (identifierAt(text, at) === name) return at;
  }
  return -1;
}
