import { UserError } from '../../errors.js';
import type { BundledModule } from '../../places/bundled-module.js';
import type { OriginalPlaces } from '../../places/original-places.js';
import { shortNames } from '../../places/shorten.js';
import type { Handle } from '../../session/call.js';
import type { Script } from '../../session/script.js';
import { scriptOf, scripts } from '../../session/scripts.js';
import type { Session } from '../../session/session.js';
import { Walk, type WalkControl, type WalkCost } from '../walk/walk.js';
import { mainUrls } from './main-module.js';
import { type ScriptModule, ScriptModules } from './script-modules.js';

/** A user module that is loaded in the target: a script, or an original file that a bundler has put into one. */
export interface LoadedModule {
  /** Of the original file, where a source map knows it. */
  readonly url: string;
  /**
   * The shortest path that no other loaded module ends with: `service.mjs`, `routes/users.js`,
   * `express/lib/router/index.js`.
   */
  readonly name: string;
  readonly kind: 'commonjs' | 'module';
  readonly isMain: boolean;
  readonly inNodeModules: boolean;
  /** The script that V8 runs. */
  readonly script: Script;
  /** What a bundler has made of the file; null where the script is the module as it stands. */
  readonly module: BundledModule | null;
  /** A function of it through which its scope is read; null where none was found. */
  readonly fn: Handle<object> | null;
  /**
   * Which of that function's scopes is the module's: null where V8 keeps none, as no function uses a binding of it, and
   * for a file of a bundle, whose variables may be in several.
   */
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

/** How far to search for modules, and how the walk behaves meanwhile. */
export interface FindOptions extends WalkControl {
  /** Ends the search as soon as the scope of a module is found for which this holds. */
  readonly until?: (module: Pick<LoadedModule, 'url' | 'isMain'>) => boolean;
  /** What an earlier search has found; it is kept and completed. */
  readonly known?: ModuleIndex;
  /** Leads to the original files of the scripts; null (the default): modules are what V8 sees. */
  readonly places?: OriginalPlaces | null;
  /** Where nothing reaches a module: ask V8 for all functions, which stalls the target for seconds in a large heap. */
  readonly heapWalk?: boolean;
}

const OBJECT_GROUP = 'leakconsole-modules';
const DISCOVERY = { goal: 'functions', sample: 64, maxVisits: 200_000, maxAsks: 5000, memoryBytes: 64e6 } as const;

/**
 * Finds the loaded user modules, and for each a function through which its top-level bindings can be read.
 *
 * It walks what is reachable, a few ms at a time. Rejects with a UserError if the target stands still in another
 * debugger.
 */
export async function findModules(session: Session, options: FindOptions = {}): Promise<ModuleIndex> {
  const { until, known, heapWalk = false, places = null } = options;
  const mains = await mainUrls(session);
  const walk = await Walk.start(session, DISCOVERY, options);
  try {
    // After the walk's own modules of Node are loaded: so no script that it meets is younger than the list.
    const urls = new Set(userScripts(await scripts(session)).map(({ url }) => url));
    const mainUrl = mains.find((url) => urls.has(url)) ?? null;
    const found = new Map<string, ScriptModules>();
    if (heapWalk) await walk.addAllFunctions();
    let wanted = false;
    const cost = await walk.run(async (fn) => {
      const script = await scriptOf(session, fn.scriptId);
      if (script === null || !isUserScript(script)) return false;
      const { url } = script;
      const modules = modulesIn(found, script, places);
      modules.add(fn);
      if (!wanted && until?.({ url, isMain: url === mainUrl })) wanted = await modules.showsLast();
      return wanted;
    });
    return await index(session, walk, found, mainUrl, { known, places, complete: !wanted && cost.cut === null, cost });
  } finally {
    await walk.end();
  }
}

/**
 * The one module that a word of the user's means: its whole name, a part of it at its end, or any part; `main` is the
 * main module.
 *
 * Throws a UserError where it means none, or several.
 */
export function pickModule(modules: readonly LoadedModule[], word: string): LoadedModule {
  const main = word === 'main' ? modules.find(({ isMain }) => isMain) : undefined;
  if (main) return main;
  for (const matches of [
    ({ name, url }: LoadedModule) => name === word || url === word,
    ({ url }: LoadedModule) => {
      // webpack makes a file of several, `orders.vue?a1b2`.
      const path = url.replace(/\?\w*$/, '');
      return path.endsWith(`/${word}`) || path.replace(/\.\w+$/, '').endsWith(`/${word}`);
    },
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

/** What is known of a script's modules so far. What packages bring is seen as V8 sees it. */
function modulesIn(found: Map<string, ScriptModules>, script: Script, places: OriginalPlaces | null): ScriptModules {
  let modules = found.get(script.url);
  if (!modules) {
    modules = new ScriptModules(script, isInNodeModules(script.url) ? null : places);
    found.set(script.url, modules);
  }
  return modules;
}

async function index(
  session: Session,
  walk: Walk,
  found: Map<string, ScriptModules>,
  mainUrl: string | null,
  { known, places, complete, cost }: Pick<FindOptions, 'known' | 'places'> & Pick<ModuleIndex, 'complete' | 'cost'>,
): Promise<ModuleIndex> {
  const loaded = new Map(userScripts(await scripts(session)).map((script) => [script.url, script]));
  const drafts: (ScriptModule & { readonly script: Script; readonly isMain: boolean })[] = [];
  for (const script of loaded.values()) {
    const modules = await modulesIn(found, script, places ?? null).all();
    const main = script.url === mainUrl ? modules.findLast(({ url }) => !isInNodeModules(url)) : null;
    for (const module of modules) drafts.push({ ...module, script, isMain: module === main });
  }
  const names = shortNames(drafts.map(({ url }) => url));
  const keyOf = ({ script, url }: { readonly script: Script; readonly url: string }) => `${script.url}\n${url}`;
  const before = new Map(known?.modules.map((module) => [keyOf(module), module]));
  const modules: LoadedModule[] = [];
  for (const { url, script, module, isMain, fn, scope, bindings } of drafts) {
    const old = before.get(keyOf({ script, url }));
    const isKept = old?.fn && (fn === null || (module === null ? old.scope !== null : old.bindings! >= bindings!));
    modules.push({
      url,
      name: names.get(url)!,
      kind: script.isModule ? 'module' : 'commonjs',
      isMain,
      inNodeModules: isInNodeModules(url) || isInNodeModules(script.url),
      script,
      module,
      fn: isKept ? old.fn : fn ? await walk.keep(fn, OBJECT_GROUP) : null,
      scope: isKept ? old.scope : scope,
      bindings: isKept ? old.bindings : bindings,
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

function isInNodeModules(url: string): boolean {
  return url.includes('/node_modules/');
}

function userScripts(listed: ReadonlyMap<string, Script>): Script[] {
  return [...listed.values()].filter(isUserScript);
}

/** Scripts with the URL of a file: not Node's own, nor what was evaluated. */
function isUserScript({ url }: Script): boolean {
  return /^(file|https?|webpack-internal):/.test(url);
}
