import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BundledModule } from '#src/places/bundled-module.js';
import { readLocalFile } from '#src/places/local-file.js';
import { countVariablesSeen, type LocatedBinding, locateBindings } from '#src/places/locate-bindings.js';
import type { MappedScript } from '#src/places/mapped-script.js';
import type { RuntimeScope } from '#src/places/match-scopes.js';
import { functionAt, originalFunctionName } from '#src/places/original-names.js';
import { OriginalPlaces, type ScriptInfo } from '#src/places/original-places.js';
import type { Session } from '#src/session/session.js';
import { withSession } from '../helpers/session.js';

/** The modules of a running fixture, by file name: each its variables and imports with a short form of their values. */
export interface RunningModules {
  readonly modules: Record<string, { variables: Record<string, string>; imports: Record<string, string> }>;
  /** The original names of the functions and classes that were found, sorted. */
  readonly functions: readonly string[];
}

interface RemoteFunction {
  readonly script: ScriptInfo;
  readonly line: number;
  readonly column: number;
  readonly scopesId: string;
  readonly scopes: readonly RuntimeScope[];
}

/** Runs a fixture of test/fixtures/bundles/out, sends it a request, and reads what each of its original files holds. */
export async function readModules(file: string): Promise<RunningModules> {
  let found: RunningModules | null = null;
  await withSession(`bundles/out/${file}`, async (session, target) => {
    await target.wrote(/listening on \d+/);
    await target.get('/tea');
    found = await readFrom(session);
  });
  return found!;
}

async function readFrom(session: Session): Promise<RunningModules> {
  const places = new OriginalPlaces({
    readFile: readLocalFile,
    readScript: async (scriptId) => (await session.send('Debugger.getScriptSource', { scriptId })).scriptSource,
    notice: (text) => {
      throw new Error(text);
    },
  });
  const functions = await functionsOf(session, 'bundles/out/');
  const found: RunningModules['modules'] = {};
  const names: string[] = [];
  for (const script of new Set(functions.map(({ script }) => script))) {
    const mapped = (await places.parse(script))!;
    const own = functions.filter((fn) => fn.script === script);
    for (const fn of own) names.push(originalFunctionName(mapped, fn)?.name ?? '');
    for (const module of await places.modules(script)) {
      found[module.url.split('/').at(-1)!] = await readModule(session, mapped, module, own);
    }
  }
  return { modules: found, functions: names.filter((name) => name !== '').sort() };
}

async function readModule(
  session: Session,
  script: MappedScript,
  module: BundledModule,
  functions: readonly RemoteFunction[],
) {
  const seen = functions.map((fn) => countVariablesSeen(module, functionAt(script, fn)));
  const best = functions[seen.indexOf(Math.max(...seen))];
  const bindings = locateBindings(module, functionAt(script, best), best.scopes);
  const { result } = await session.send('Runtime.callFunctionOn', {
    objectId: best.scopesId,
    functionDeclaration: `${describeValues}`,
    arguments: [{ value: bindings }],
    returnByValue: true,
  });
  const texts = result.value as string[];
  const of = (isImport: boolean) =>
    Object.fromEntries(bindings.flatMap((one, i) => (one.isImport === isImport ? [[one.name, texts[i]]] : [])));
  return { variables: of(false), imports: of(true) };
}

/** Runs in the target. */
function describeValues(
  this: readonly { readonly object: Record<string, unknown> }[],
  bindings: readonly LocatedBinding[],
): string[] {
  return bindings.map(({ entry, generatedName, property }) => {
    const variable = this[entry].object[generatedName];
    const value = property === null ? variable : (variable as Record<string, unknown>)[property];
    if (typeof value === 'function') return String(value).startsWith('class') ? 'class' : 'function';
    if (typeof value !== 'object' || value === null) return String(value);
    const { size, length } = value as { size?: number; length?: number };
    return `${value.constructor.name}${size === undefined && length === undefined ? '' : `(${size ?? length})`}`;
  });
}

/** All functions of a program's scripts in a folder, with their scopes. */
async function functionsOf(session: Session, folder: string): Promise<RemoteFunction[]> {
  const scripts = new Map<string, ScriptInfo>();
  session.on('Debugger.scriptParsed', ({ scriptId: id, url, isModule = false, sourceMapURL, length = 0 }) => {
    if (url.includes(folder)) scripts.set(id, { id, url, isModule, sourceMapUrl: sourceMapURL || null, length });
  });
  await session.send('Debugger.enable', {});
  const texts = [...scripts.values()].map(({ url }) => readFileSync(fileURLToPath(url), 'utf8'));
  const { result: prototype } = await session.send('Runtime.evaluate', { expression: 'Function.prototype' });
  const { objects } = await session.send('Runtime.queryObjects', { prototypeObjectId: prototype.objectId! });
  const { result: own } = await session.send('Runtime.callFunctionOn', {
    objectId: objects.objectId!,
    arguments: [{ value: texts }],
    functionDeclaration: `function (texts) {
      const functions = this.filter((one) => typeof one === 'function');
      return functions.filter((fn) => texts.some((text) => text.includes(Function.prototype.toString.call(fn))));
    }`,
  });
  const found: RemoteFunction[] = [];
  const { result: list } = await session.send('Runtime.getProperties', {
    objectId: own.objectId!,
    ownProperties: true,
  });
  for (const { name, value } of list) {
    if (!/^\d+$/.test(name)) continue;
    const { internalProperties = [] } = await session.send('Runtime.getProperties', {
      objectId: value!.objectId!,
      ownProperties: true,
    });
    const internal = (wanted: string) => internalProperties.find((one) => one.name === wanted)?.value;
    const place = internal('[[FunctionLocation]]')?.value as
      | { scriptId: string; lineNumber: number; columnNumber: number }
      | undefined;
    const script = place && scripts.get(place.scriptId);
    if (!script) continue;
    const scopesId = internal('[[Scopes]]')!.objectId!;
    const { result } = await session.send('Runtime.callFunctionOn', {
      objectId: scopesId,
      returnByValue: true,
      functionDeclaration: `function () {
        return Array.from(this, ({ description, object }) => ({
          description, names: /^(Global|Script)/.test(description) ? [] : Object.getOwnPropertyNames(object)
        }));
      }`,
    });
    const { lineNumber, columnNumber } = place;
    found.push({ script, line: lineNumber + 1, column: columnNumber + 1, scopesId, scopes: result.value });
  }
  return found;
}
