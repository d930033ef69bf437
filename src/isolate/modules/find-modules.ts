import { UserError } from '../../errors.js';
import type { FoundFunction } from '../../injected/walk/scope-explorer.js';
import type { Handle } from '../../session/call.js';
import { type Script, scriptOf, scripts } from '../../session/scripts.js';
import type { Session } from '../../session/session.js';
import { type Manner, Walk, type WalkCost } from '../walk/walk.js';
import { mainUrls } from './main-module.js';
import { shortNames } from './short-names.js';

/** A user module that is loaded in the target. */
export interface LoadedModule {
  readonly url: string;
  /** The shortest path that no other loaded module ends with: `service.mjs`, `routes/users.js`, `express/lib/router/index.js`. */
  readonly name: string;
  readonly kind: 'commonjs' | 'module';
  readonly isMain: boolean;
  readonly inNodeModules: boolean;
  /** A function of it through which its scope is read; null where none was found. */
  readonly fn: Handle<object> | null;
  /** Which of that function's scopes is the module's: null where V8 keeps none, as no function uses a binding of it. */
  readonly scope: number | null;
  /** Number of top-level bindings that functions use, without CommonJS' own; null where no function was found. */
  readonly bindings: number | null;
}

/** The loaded modules as far as they were found. */
export interface ModuleIndex {
  /** The main module first, then by name; those of node_modules last. */
  readonly modules: readonly LoadedModule[];
  /** The module that the program was started with; null for a program without (`node -e`, a REPL). */
  readonly main: LoadedModule | null;
  /** Everything that is reachable was looked through; otherwise the search ended when it had what was wanted. */
  readonly complete: boolean;
  readonly cost: WalkCost;
}

export interface FindOptions extends Manner {
  /** Ends the search as soon as the scope of a module is found for which this holds. */
  readonly until?: (module: Pick<LoadedModule, 'url' | 'name' | 'isMain'>) => boolean;
  /** What an earlier search has found; it is kept and completed. */
  readonly known?: ModuleIndex;
  /** Where nothing reaches a module: ask V8 for all functions, which stalls the target for seconds in a large heap. */
  readonly heapWalk?: boolean;
}

const OBJECT_GROUP = 'leakconsole-modules';
const DISCOVERY = { goal: 'functions', sample: 64, maxVisits: 200_000, maxAsks: 5000, memoryBytes: 64e6 } as const;

/**
 * Finds the loaded user modules, and for each a function through which its top-level bindings can be read.
 *
 * It walks what is reachable, a few ms at a time. Rejects with a UserError if the target stands still in another debugger.
 */
export async function findModules(session: Session, options: FindOptions = {}): Promise<ModuleIndex> {
  const { until, known, heapWalk = false } = options;
  const mains = await mainUrls(session);
  const walk = await Walk.start(session, DISCOVERY, options);
  try {
    // After the walk's own modules of Node are loaded: so no script that it meets is younger than the list.
    const listed = await scripts(session);
    const names = shortNames(userScripts(listed).map(({ url }) => url));
    const mainUrl = mains.find((url) => names.has(url)) ?? null;
    const best = new Map<string, FoundFunction>();
    if (heapWalk) await walk.addAllFunctions();
    let wanted = false;
    const cost = await walk.run(async (fn) => {
      const script = await scriptOf(session, fn.scriptId);
      if (script === null || !isUserScript(script) || !isBetter(fn, best.get(script.url))) return false;
      const { url } = script;
      best.set(url, fn);
      const name = names.get(url) ?? url;
      wanted ||= fn.scope >= 0 && (until?.({ url, name, isMain: url === mainUrl }) ?? false);
      return wanted;
    });
    return await index(session, walk, best, mainUrl, { known, complete: !wanted && cost.cut === null, cost });
  } finally {
    await walk.end();
  }
}

/**
 * The one module that a word of the user's means: its whole name, a part of it at its end, or any part; `main` is the main module.
 *
 * Throws a UserError where it means none, or several.
 */
export function pickModule(modules: readonly LoadedModule[], word: string): LoadedModule {
  const main = word === 'main' ? modules.find(({ isMain }) => isMain) : undefined;
  if (main) return main;
  for (const matches of [
    ({ name, url }: LoadedModule) => name === word || url === word,
    ({ url }: LoadedModule) => url.endsWith(`/${word}`) || url.replace(/\.\w+$/, '').endsWith(`/${word}`),
    ({ name }: LoadedModule) => name.includes(word),
  ]) {
    const found = modules.filter(matches);
    const own = found.filter(({ inNodeModules }) => !inNodeModules);
    const candidates = own.length > 0 ? own : found;
    if (candidates.length === 1) return candidates[0];
    if (candidates.length > 1) {
      throw new UserError('ambiguous-module', `several modules are meant by “${word}”`, {
        hint: `say which: ${candidates
          .slice(0, 5)
          .map(({ name }) => name)
          .join(', ')}${candidates.length > 5 ? ', …' : ''}`,
      });
    }
  }
  throw new UserError('no-module', `no loaded module is called “${word}”`, {
    hint: '`.modules` lists those that are loaded',
  });
}

/** A function that shows its module's scope before one that shows none; then the one with the fewest scopes of its own around it. */
function isBetter(fn: FoundFunction, than: FoundFunction | undefined): boolean {
  if (than === undefined) return true;
  // Each function of a module has the module's scope in its chain. If one has no scope at all, no other scope is the module's.
  if (than.scope < 0 && than.depth === 1) return false;
  if (fn.scope < 0 && fn.depth === 1) return true;
  if (fn.scope >= 0 !== than.scope >= 0) return fn.scope >= 0;
  return fn.depth < than.depth;
}

async function index(
  session: Session,
  walk: Walk,
  best: ReadonlyMap<string, FoundFunction>,
  mainUrl: string | null,
  { known, complete, cost }: Pick<FindOptions, 'known'> & Pick<ModuleIndex, 'complete' | 'cost'>,
): Promise<ModuleIndex> {
  const loaded = new Map(userScripts(await scripts(session)).map((script) => [script.url, script]));
  const names = shortNames([...loaded.keys()]);
  const before = new Map(known?.modules.map((module) => [module.url, module]));
  const modules: LoadedModule[] = [];
  for (const { url, isModule } of loaded.values()) {
    const fn = best.get(url);
    const old = before.get(url);
    const isKept = old?.fn && (old.scope !== null || fn === undefined);
    modules.push({
      url,
      name: names.get(url)!,
      kind: isModule ? 'module' : 'commonjs',
      isMain: url === mainUrl,
      inNodeModules: url.includes('/node_modules/'),
      fn: isKept ? old.fn : fn ? await walk.keep(fn, OBJECT_GROUP) : null,
      scope: isKept ? old.scope : fn && fn.scope >= 0 ? fn.scope : null,
      bindings: isKept ? old.bindings : (fn?.bindings ?? null),
    });
  }
  modules.sort(
    (a, b) =>
      Number(b.isMain) - Number(a.isMain) ||
      Number(a.inNodeModules) - Number(b.inNodeModules) ||
      (a.name < b.name ? -1 : 1),
  );
  return { modules, main: modules.find(({ isMain }) => isMain) ?? null, complete, cost };
}

function userScripts(listed: ReadonlyMap<string, Script>): Script[] {
  return [...listed.values()].filter(isUserScript);
}

/** Scripts with the URL of a file: not Node's own, nor what was evaluated. */
function isUserScript({ url }: Script): boolean {
  return /^(file|https?):/.test(url);
}
