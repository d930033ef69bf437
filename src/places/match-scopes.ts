import { type GeneratedScope, isKept } from './generated-scopes.js';

/** An entry of what V8 lists as `[[Scopes]]` of a function, the innermost first. */
export interface RuntimeScope {
  /** V8's word for it: `Closure (name)`, `Block`, `Catch`, `Module`, `Script`, `Global`. */
  readonly description: string;
  /** The names of its variables. */
  readonly names: readonly string[];
}

/**
 * Which entry of a function's `[[Scopes]]` is which scope of the code: indexes by scope, for those that V8 keeps.
 *
 * V8 says of an entry neither where it is nor of which function. It lists, in the order of their nesting, the scopes
 * around the function that have a variable which it keeps, and of each these variables. Which these are the code tells,
 * so that the two lists can be aligned; where they differ a little, the best alignment counts.
 *
 * @param scope of the function itself, whose own variables are not among those that it sees
 */
export function matchScopes(scope: GeneratedScope, runtime: readonly RuntimeScope[]): Map<GeneratedScope, number> {
  const around = scopesAround(scope);
  // best[i][j]: the best score of aligning the scopes from i on with the entries from j on.
  const best = Array.from({ length: around.length + 1 }, () => new Array<number>(runtime.length + 1).fill(0));
  for (let i = around.length; i >= 0; i--) {
    for (let j = runtime.length; j >= 0; j--) {
      if (i === around.length && j === runtime.length) continue;
      best[i][j] = Math.max(
        i < around.length ? best[i + 1][j] - costOfAbsence(around[i]) : -Infinity,
        j < runtime.length ? best[i][j + 1] - costOfEntry(runtime[j]) : -Infinity,
        i < around.length && j < runtime.length ? best[i + 1][j + 1] + likeness(around[i], runtime[j]) : -Infinity,
      );
    }
  }
  const found = new Map<GeneratedScope, number>();
  for (let i = 0, j = 0; i < around.length && j < runtime.length; ) {
    if (best[i][j] === best[i + 1][j + 1] + likeness(around[i], runtime[j])) found.set(around[i++], j++);
    else if (best[i][j] === best[i + 1][j] - costOfAbsence(around[i])) i++;
    else j++;
  }
  return found;
}

/** The scopes whose variables a function sees, the innermost first. */
export function scopesAround(scope: GeneratedScope): GeneratedScope[] {
  const around: GeneratedScope[] = [];
  // A class without constructor of its own is a scope and a function at once, and so is an ES module.
  for (let at = scope.kind === 'function' ? scope.parent : scope; at; at = at.parent) around.push(at);
  return around;
}

/** The variables of a scope that V8 keeps. */
function keptNames(scope: GeneratedScope): string[] {
  return [...scope.bindings.values()].filter((binding) => isKept(scope, binding)).map(({ name }) => name);
}

function likeness(scope: GeneratedScope, { description, names }: RuntimeScope): number {
  if (!isOfKind(scope, description)) return -Infinity;
  let unknown = 0;
  for (const name of names) if (!scope.bindings.has(name) && name !== 'arguments') unknown++;
  if (unknown > 0) return names.length > 2 * unknown ? -5 * unknown : -Infinity;
  const kept = keptNames(scope);
  const missing = kept.filter((name) => !names.includes(name)).length;
  return 10 - missing - Math.abs(names.length - (kept.length - missing));
}

function isOfKind({ kind }: GeneratedScope, description: string): boolean {
  const [word] = description.split(' ', 1);
  switch (kind) {
    case 'root':
      return word === 'Closure' || word === 'Module' || word === 'Script' || word === 'Eval';
    case 'function':
      return word === 'Closure' || word === 'Local';
    case 'catch':
      return word === 'Catch' || word === 'Block';
    default:
      return word === 'Block';
  }
}

function costOfAbsence(scope: GeneratedScope): number {
  return keptNames(scope).length > 0 ? 6 : 0;
}

/** Beyond the script come `Script` and `Global`, which are no scope of its code. */
function costOfEntry({ description }: RuntimeScope): number {
  return /^(?:Script|Global)/.test(description) ? 0 : 8;
}
