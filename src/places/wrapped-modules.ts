import type { BundledModule, BundledVariable } from './bundled-module.js';
import { COMMONJS_PARAMETERS, type GeneratedScope, isKept } from './generated-scopes.js';
import type { MappedScript } from './mapped-script.js';

/**
 * The modules of a script without source map, as far as its form tells them: what a single function around everything
 * holds, and the functions of a bundler's table, each by its key (`route.js#7776`, `main.js#./src/orders.ts`).
 *
 * The script itself comes first, if it has variables.
 */
export function findWrappedModules(script: MappedScript): BundledModule[] {
  const wrappers = callsOf(script, script.root);
  const modules: BundledModule[] = [];
  const own = moduleOf(script, script.url, wrappers);
  if (own.variables.length > 0) modules.push(own);
  for (const wrapper of wrappers) {
    const entries = wrapper.children.filter((child) => isTableEntry(script, child));
    if (!entries.some((entry) => isFactory(script, entry))) continue;
    for (const entry of entries) {
      const found = moduleOf(script, `${script.url}#${entry.name!.name}`, [entry]);
      if (found.variables.length > 0) modules.push(found);
    }
  }
  return modules;
}

/**
 * A scope without variables, and the functions in it that are called where they stand, as an IIFE is; of these again.
 */
function callsOf(script: MappedScript, scope: GeneratedScope): GeneratedScope[] {
  const isCalled = ({ kind, end }: GeneratedScope) =>
    kind === 'function' && /^\s*\)?\s*(?:\(|\.(?:call|apply)\()/.test(script.text.slice(end, end + 16));
  const looksThrough = scope.parent !== null || ownBindings(scope).length === 0;
  return [scope, ...(looksThrough ? scope.children.filter(isCalled).flatMap((child) => callsOf(script, child)) : [])];
}

function moduleOf(script: MappedScript, url: string, scopes: readonly GeneratedScope[]): BundledModule {
  const variables = new Map<string, BundledVariable>();
  for (const scope of scopes) {
    for (const binding of ownBindings(scope)) {
      const { name, offset } = binding;
      const place = script.generatedPlace(offset);
      // Of two variables of one name, the code inside sees the inner one.
      variables.set(name, { name, generatedName: name, place, scope, isKept: isKept(scope, binding) });
    }
  }
  return {
    url,
    variables: [...variables.values()],
    imports: [],
    scopes: [...new Set([...variables.values()].map(({ scope }) => scope))],
  };
}

/** What a scope declares itself, without what it is handed. */
function ownBindings({ bindings }: GeneratedScope) {
  return [...bindings.values()].filter(
    ({ name, kind }) =>
      kind !== 'param' && kind !== 'own-name' && !(COMMONJS_PARAMETERS as readonly string[]).includes(name),
  );
}

/** A function that is the value of a property of an object, whose key is a number or the path of a file. */
function isTableEntry(script: MappedScript, { kind, name, start, parent }: GeneratedScope): boolean {
  if (kind !== 'function' || name === null || parent!.kind === 'class') return false;
  if (!/^\d+$|\.(?:[cm]?[jt]sx?|json|vue|svelte)$/.test(name.name)) return false;
  const between = script.text.slice(name.offset, start).replace(/\/\*[\s\S]*?\*\//g, '');
  return /^(?:"[^"]*"|'[^']*'|\w+)\s*:?\s*$/.test(between);
}

/** Its code does what bundlers' modules do: sets `module.exports`, or defines exports through a helper. */
function isFactory(script: MappedScript, { start, end }: GeneratedScope): boolean {
  return /\.exports\b|\b\w+\.[rd]\(\w+[),]/.test(script.text.slice(start, end));
}
