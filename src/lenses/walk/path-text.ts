import type { PathStep } from '../../injected/walk/path.js';
import type { LoadedModule } from '../../isolate/modules/find-modules.js';

/** A path as one would write it, and the module where it begins. */
export interface PathText {
  /** `main.cache`, `routes/users.js: sessions.byId`, `session.js: MemoryStore.sessions`, `globalThis.cache`. */
  readonly path: string;
  /** The URL of the module; null where it begins at something global. */
  readonly module: string | null;
}

/** What paths are named by: the loaded modules by their scripts. */
export interface Names {
  moduleOf(scriptId: string): Pick<LoadedModule, 'url' | 'name' | 'isMain'> | null;
}

/**
 * Writes a path.
 *
 * From a module's variable on, it is what one can evaluate. Where it leads through the scope of a closure, which no expression
 * reaches, it begins at the class of the object that holds its end (`session.js: MemoryStore.sessions`), or else in that scope
 * (`memoize.mjs: memoized › remembered`).
 */
export function pathText(steps: readonly PathStep[], names: Names, holderScriptId: string | null = null): PathText {
  const closure = steps.findLastIndex(({ how, scope }) => how === 'variable' && scope?.isModule === false);
  const rest = steps.slice(closure + 1);
  if (closure < 0) return fromRoot(steps, names);
  const holder = rest.length > 0 ? (rest.at(-2) ?? steps[closure]) : null;
  const holderModule = holderScriptId === null ? null : names.moduleOf(holderScriptId);
  if (holder?.type && holderModule) {
    return { path: `${label(holderModule)}${holder.type}${write(rest.slice(-1))}`, module: holderModule.url };
  }
  const { scope, key } = steps[closure];
  const module = scope?.scriptId ? names.moduleOf(scope.scriptId) : null;
  const fn = scope?.name || 'anonymous';
  const path = `${module ? `${module.name}: ` : ''}${fn} › ${key}${write(rest)}`;
  return { path, module: module?.url ?? null };
}

function fromRoot(steps: readonly PathStep[], names: Names): PathText {
  const [root, ...rest] = steps;
  if (root.how === 'variable') {
    const module = root.scope?.scriptId ? names.moduleOf(root.scope.scriptId) : null;
    return { path: `${module ? label(module, '.') : ''}${root.key}${write(rest)}`, module: module?.url ?? null };
  }
  if (root.how === 'prototype') return { path: `${root.key}.prototype${write(rest)}`, module: null };
  return { path: `${root.key}${write(rest)}`, module: null };
}

/** `main` is how the console calls the main module; others go by their paths. */
function label({ name, isMain }: Pick<LoadedModule, 'name' | 'isMain'>, mainSeparator = ': '): string {
  return isMain ? (mainSeparator === '.' ? 'main.' : `${name}: `) : `${name}: `;
}

function write(steps: readonly PathStep[]): string {
  let text = '';
  for (let i = 0; i < steps.length; i++) {
    const { how, key } = steps[i];
    if (how === 'property' && key === '_events' && i + 1 < steps.length) {
      text += `.listeners(${JSON.stringify(steps[++i].key)})`;
    } else text += writeStep(steps[i]);
  }
  return text;
}

function writeStep({ how, key, keyType }: PathStep): string {
  switch (how) {
    case 'property':
    case 'accessor':
    case 'variable':
      if (keyType === 'symbol') return `[Symbol(${key})]`;
      if (/^\d+$/.test(key)) return `[${key}]`;
      return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
    case 'index':
      return `[${key}]`;
    case 'value':
      return `.get(${keyOf(key, keyType)})`;
    case 'key':
      return '.keys() ›';
    case 'member':
      return '.values() ›';
    case 'internal':
      return key.startsWith('#') || key.startsWith('[[') ? `.${key}` : ` › ${key}`;
    default:
      return ` › ${key}`;
  }
}

function keyOf(key: string, keyType: string): string {
  if (keyType === 'string') return JSON.stringify(key);
  return keyType === 'object' || keyType === 'function' ? `‹${keyType}›` : key;
}
