import type { BundledImport, BundledModule, BundledVariable } from './bundled-module.js';
import {
  COMMONJS_PARAMETERS,
  type GeneratedBinding,
  type GeneratedScope,
  type Identifier,
  isKept,
} from './generated-scopes.js';
import type { MappedScript } from './mapped-script.js';
import { identifierAt, originalNameOf } from './original-names.js';
import type { Place } from './place.js';
import type { Mapping } from './source-map.js';

/**
 * The original files of a script, in the order of their first variable in it.
 *
 * A bundler leaves a file's top level where all files share it (esbuild's and Rollup's flat scope, webpack's
 * concatenated modules), or puts it into a function (esbuild's `__commonJS`, webpack's table of modules, an IIFE). Such
 * a function is in no original file, so it is told from the user's own by its map.
 */
export function findMappedModules(script: MappedScript): BundledModule[] {
  const found = new Map<string, Draft>();
  const scopes = topScopes(script);
  for (const scope of scopes) {
    for (const binding of scope.bindings.values()) addVariable(script, scope, binding, found);
  }
  for (const scope of scopes) {
    for (const binding of scope.bindings.values()) addImports(script, scope, binding, found);
  }
  return [...found].map(([url, { variables, imports }]) => ({
    url,
    variables: [...variables.values()],
    imports: [...imports.values()],
    scopes: [...new Set([...variables.values(), ...imports.values()].map(({ scope }) => scope))],
  }));
}

interface Draft {
  readonly variables: Map<string, BundledVariable>;
  readonly imports: Map<string, BundledImport>;
}

function addVariable(
  script: MappedScript,
  scope: GeneratedScope,
  binding: GeneratedBinding,
  found: Map<string, Draft>,
): void {
  const original = originalDeclaration(script, binding);
  if (original === null) return;
  const { name, place } = original;
  if (isBundlersOwn(place.url) || isCommonJS(name)) return;
  const { variables, imports } = draftOf(found, place.url);
  if (binding.kind === 'import') {
    imports.set(name, { name, generatedName: binding.name, property: null, scope, isKept: true });
    return;
  }
  // Of a name that a loop declares twice, the outer one is the file's.
  if (variables.has(name)) return;
  variables.set(name, { name, generatedName: binding.name, place, scope, isKept: isKept(scope, binding) });
}

/** Where a variable is declared; for one whose declaration was hoisted away from its place, where it is assigned. */
function originalDeclaration(script: MappedScript, binding: GeneratedBinding) {
  const own = originalNameOf(script, binding);
  if (own !== null) return own;
  for (const { isWrite, offset } of binding.uses) {
    const original = isWrite ? originalNameOf(script, { name: binding.name, offset }) : null;
    if (original === null || isProperty(script, original.place)) continue;
    // A compiler's own variable (`_a = order`) may be mapped to what is assigned to it.
    if (original.name === binding.name || script.mappingAt(offset)?.name === original.name) return original;
  }
  return null;
}

/** Tells `exports.cache = …`, which Rollup makes an assignment to a variable. */
function isProperty(script: MappedScript, { url, line, column }: Place): boolean {
  const text = script.originalLine(url, line - 1);
  return text !== null && /\.\s*$/.test(text.slice(0, column - 1));
}

function addImports(
  script: MappedScript,
  scope: GeneratedScope,
  binding: GeneratedBinding,
  found: Map<string, Draft>,
): void {
  for (const { offset, property } of binding.uses) {
    const mapping = script.mappingAt(offset);
    const draft = mapping && found.get(mapping.url);
    if (!draft) continue;
    const name = importedName(script, mapping, { name: binding.name, offset });
    if (name === null || isCommonJS(name) || draft.variables.has(name) || draft.imports.has(name)) continue;
    const isMember = property !== null && !isOriginalProperty(script, property, mapping, name);
    // A compiler's own function (`__param(0, Inject(…))`) is mapped to what it is called for.
    if (!isMember && name !== binding.name && name !== mapping.name) continue;
    draft.imports.set(name, {
      name,
      generatedName: binding.name,
      property: isMember ? property.name : null,
      scope,
      isKept: isKept(scope, binding),
    });
  }
}

/** The name that a file uses where the generated code has a variable of another file, or of the bundler. */
function importedName(
  script: MappedScript,
  mapping: Mapping,
  { name, offset }: { name: string; offset: number },
): string | null {
  const { url, line, column, distance } = mapping;
  // A function that is called as a property gets no `this`: `(0, orders.addOrder)(id)`.
  if (distance > 0 && !/^\s*(?:\(0,\s*)?$/.test(script.text.slice(offset - distance, offset))) return null;
  const text = script.originalLine(url, line);
  const read = text === null ? null : identifierAt(text, column);
  if (mapping.name !== null) return text === null || read === mapping.name ? mapping.name : null;
  return read ?? (text === null && distance === 0 ? name : null);
}

/**
 * Tells a property that stands in the original too (`legacy.remember`) from that by which the bundler reads an import.
 */
function isOriginalProperty(script: MappedScript, property: Identifier, { url, line, column }: Mapping, name: string) {
  const rest = script.originalLine(url, line)?.slice(column + name.length);
  if (rest && /^\s*\??\./.test(rest) && identifierAt(rest, rest.indexOf('.') + 1) === property.name) return true;
  const own = script.mappingAt(property.offset);
  return own !== null && own.distance === 0 && (own.url !== url || own.line !== line || own.column !== column);
}

/** The script's scope and those in it, functions too, around which no function of an original file is. */
function topScopes(script: MappedScript): GeneratedScope[] {
  const found: GeneratedScope[] = [];
  const visit = (scope: GeneratedScope): void => {
    if (scope.kind === 'class' || (scope.kind === 'function' && isOriginalFunction(script, scope))) return;
    found.push(scope);
    scope.children.forEach(visit);
  };
  visit(script.root);
  return found;
}

/** Tells a function that stands in an original file from one that the bundler has put around a file. */
function isOriginalFunction(script: MappedScript, scope: GeneratedScope): boolean {
  const params = [...scope.bindings.values()].filter(({ kind }) => kind === 'param').map(({ offset }) => offset);
  const offsets = [scope.start, scope.bodyStart, ...params];
  if (scope.name) offsets.push(scope.name.offset);
  return offsets.some((offset) => {
    const mapping = script.mappingAt(offset);
    if (mapping === null || isBundlersOwn(mapping.url)) return false;
    // esbuild maps what it has put around a file to the file's beginning.
    if (mapping.distance === 0) return mapping.line > 0 || mapping.column > 0;
    return isCopied(script, offset, mapping);
  });
}

/** Whether the original has the same text at a place behind the beginning of its mapping. */
function isCopied(script: MappedScript, offset: number, { url, line, column, distance }: Mapping): boolean {
  const text = script.originalLine(url, line);
  const copied = script.text.slice(offset - distance, offset + 8).split('\n', 1)[0];
  return text?.slice(column, column + copied.length) === copied && copied.length > distance;
}

/** Sources that a bundler invents for its own code: `webpack://shop/webpack/bootstrap`, `\0commonjsHelpers.js`. */
function isBundlersOwn(url: string): boolean {
  return /^webpack:\/\/[^/]*\/(?:webpack\/|external )|\0|%00|commonjsHelpers\.js$/.test(url);
}

function isCommonJS(name: string): boolean {
  return (COMMONJS_PARAMETERS as readonly string[]).includes(name);
}

function draftOf(found: Map<string, Draft>, url: string): Draft {
  let draft = found.get(url);
  if (!draft) {
    draft = { variables: new Map(), imports: new Map() };
    found.set(url, draft);
  }
  return draft;
}
