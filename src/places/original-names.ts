import { type GeneratedScope, type Identifier, scopeAt } from './generated-scopes.js';
import type { MappedScript } from './mapped-script.js';
import { type Place, placeOf } from './place.js';

/** What something is called in the original source, and where that stands. */
export interface OriginalName {
  readonly name: string;
  readonly place: Place;
}

const IDENTIFIER = /#?[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy;
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
 *
 * A bundler may have moved the function to where it is used, as to a property of another name, or have given it as an
 * argument to a helper: so what the original text calls it at the place itself comes first.
 */
export function originalFunctionName(script: MappedScript, place: Pick<Place, 'line' | 'column'>): OriginalName | null {
  const scope = functionAt(script, place);
  const { name, kind } = scope.isConstructor ? scope.parent! : scope;
  const named = name && originalNameOf(script, name);
  const declared = kind === 'function' ? declaredName(script, scope.start) : null;
  return declared && (named?.place.url !== declared.place.url || named.place.line !== declared.place.line)
    ? declared
    : named;
}

/** The original of a private name (`#e`) in the class that V8 places there; null where it is not known. */
export function originalPrivateName(
  script: MappedScript,
  place: Pick<Place, 'line' | 'column'>,
  name: string,
): string | null {
  const scope = functionAt(script, place);
  const { kind, start, end } = scope.isConstructor ? scope.parent! : scope;
  if (kind !== 'class') return null;
  for (let at = script.text.indexOf(name, start); at >= 0 && at < end; at = script.text.indexOf(name, at + 1)) {
    if (identifierAt(script.text, at) === name) return originalNameOf(script, { name, offset: at })?.name ?? null;
  }
  return null;
}

/** As what the original text declares the function that begins at an offset; null where it does not on that line. */
function declaredName(script: MappedScript, offset: number): OriginalName | null {
  const mapping = script.mappingAt(offset);
  const text = mapping && script.originalLine(mapping.url, mapping.line);
  if (!text) return null;
  const [before, rest] = [text.slice(0, mapping.column), text.slice(mapping.column)];
  const found = FUNCTION_DECLARATION.exec(rest) ?? (FUNCTION_EXPRESSION.test(rest) ? GETS_FUNCTION.exec(before) : null);
  if (!found) return null;
  const { name } = found.groups!;
  const column = text.indexOf(name, found.input === rest ? mapping.column : found.index);
  return { name, place: { ...placeOf(mapping.url, mapping.line, column), generated: script.generatedPlace(offset) } };
}

const FUNCTION_DECLARATION =
  /^(?:export\s+)?(?:default\s+)?(?:async\s+)?function\s*\*?\s*(?<name>[\p{ID_Start}$_][\p{ID_Continue}$]*)/u;
const FUNCTION_EXPRESSION = /^(?:async\s+)?(?:function\b|\(|[\p{ID_Start}$_][\p{ID_Continue}$]*\s*=>)/u;
/** What ends in `name = `, perhaps with a type between, or is the beginning of a property: `{ name: `. */
const GETS_FUNCTION =
  /(?:\b(?:const|let|var)\s+|^\s*|[{,.]\s*)(?<name>[\p{ID_Start}$_][\p{ID_Continue}$]*)\s*(?::[^=;{}?]*=|[:=])\s*$/u;

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
