import { getOrAdd } from '../../analysis/get-or-add.js';
import type { Isolate } from '../../isolate/isolate.js';
import type { Identifier } from '../../places/generated-scopes.js';
import { isSameFile } from '../../places/local-path.js';
import type { MappedScript } from '../../places/mapped-script.js';
import { originOf } from '../../places/origin.js';
import type { OriginalPlaces } from '../../places/original-places.js';
import { originalPlace, type Place } from '../../places/place.js';
import type { MadeInScript, ScriptFunction } from '../../places/script-functions.js';
import { describePlace, shortPlace } from '../../places/shorten.js';
import { type AllocatingFunction, type CallTreeNode, callsOf } from '../../profile/call-tree.js';
import type { Made, SourceFunction } from '../../profile/source-function.js';
import type { Script } from '../../session/script.js';
import { scriptOf, scripts } from '../../session/scripts.js';
import type { AllocationLook } from './take-profile.js';

/** What the samples tell; null where nobody sampled. */
export interface SampledCalls {
  readonly look: AllocationLook;
  readonly root: CallTreeNode;
}

/** What has allocated less than this share of what is alive is not looked at for itself. */
const LEAST_SHARE = 0.01;
/** To read a script from V8 costs the target a walk through its heap, so few are read. */
const MOST_SCRIPTS = 20;

/**
 * The functions of some original files, and of those whose functions have allocated most, with what each makes. Of
 * scripts that cannot be read or parsed there are none.
 */
export async function readSourceFunctions(
  isolate: Isolate,
  files: readonly string[],
  sampled: SampledCalls | null,
): Promise<SourceFunction[]> {
  const places = await isolate.places();
  if (!places) return [];
  const calls = sampled ? callsByScript(sampled) : new Map<string, SampledFunction[]>();
  const ids = new Set([...(await scriptsOf(isolate, places, files)), ...largestScripts(calls, sampled?.root)]);
  const functions: SourceFunction[] = [];
  for (const id of [...ids].slice(0, MOST_SCRIPTS)) {
    const script = await scriptOf(isolate.session, id);
    const parsed = script && (await places.parse(script));
    if (!parsed) continue;
    const reader = await ScriptReader.open(parsed, script.isModule);
    functions.push(...reader.read(files, calls.get(id) ?? []));
  }
  return functions;
}

/** A function of the profile, where V8 sees it, and its calls. */
interface SampledFunction {
  readonly function: AllocatingFunction;
  readonly lineNumber: number;
  readonly columnNumber: number;
  readonly calls: CallTreeNode[];
}

function callsByScript({ look: { profile, functions }, root }: SampledCalls): Map<string, SampledFunction[]> {
  const known = new Map<AllocatingFunction, SampledFunction>();
  const byScript = new Map<string, SampledFunction[]>();
  for (const call of callsOf(root)) {
    const found = known.get(call.function);
    if (found) {
      found.calls.push(call);
      continue;
    }
    const { place } = call.function;
    if (place === null || originOf((place.generated ?? place).url) === 'builtin') continue;
    const { scriptId, lineNumber, columnNumber } = profile.frames[functions.indexOf(call.function)];
    const sampled = { function: call.function, lineNumber, columnNumber, calls: [call] };
    known.set(call.function, sampled);
    byScript.set(scriptId, [...(byScript.get(scriptId) ?? []), sampled]);
  }
  return byScript;
}

/** The scripts whose functions have allocated a share worth the name, the largest first. */
function largestScripts(calls: ReadonlyMap<string, readonly SampledFunction[]>, root: CallTreeNode | undefined) {
  const bytesOf = (functions: readonly SampledFunction[]) =>
    functions.flatMap((each) => each.calls).reduce((sum, { selfBytes }) => sum + selfBytes, 0);
  return [...calls]
    .map(([id, functions]) => ({ id, bytes: bytesOf(functions) }))
    .filter(({ bytes }) => bytes > 0 && bytes >= LEAST_SHARE * (root?.totalBytes ?? 0))
    .sort((a, b) => b.bytes - a.bytes)
    .map(({ id }) => id);
}

/** The ids of the newest scripts that are these files, or have them among their original files. */
async function scriptsOf(isolate: Isolate, places: OriginalPlaces, files: readonly string[]): Promise<string[]> {
  const newestFirst = [...(await scripts(isolate.session)).values()].reverse();
  const found: string[] = [];
  for (const file of files) {
    const script =
      newestFirst.find(({ url }) => isSameFile(url, file)) ?? (await findWithOriginal(newestFirst, places, file));
    if (script) found.push(script.id);
  }
  return found;
}

async function findWithOriginal(all: readonly Script[], places: OriginalPlaces, file: string): Promise<Script | null> {
  for (const script of all) {
    if (originOf(script.url) !== 'own' || !script.url.includes('/')) continue;
    if ((await places.originalUrls(script)).some((url) => isSameFile(url, file))) return script;
  }
  return null;
}

type OriginalNames = typeof import('../../places/original-names.js');

/** Tells of the functions of one script, in the words of its original source. */
class ScriptReader {
  readonly #script: MappedScript;
  readonly #functions: readonly ScriptFunction[];
  readonly #names: OriginalNames;

  private constructor(script: MappedScript, functions: readonly ScriptFunction[], names: OriginalNames) {
    this.#script = script;
    this.#functions = functions;
    this.#names = names;
  }

  /** Rejects with a SyntaxError where the text cannot be parsed. */
  static async open(script: MappedScript, isModule: boolean): Promise<ScriptReader> {
    const { functionsOfScript } = await import('../../places/script-functions.js');
    const names = await import('../../places/original-names.js');
    return new ScriptReader(script, functionsOfScript(script.text, isModule), names);
  }

  /** Those that stand in one of the files, or in a file of which samples tell. */
  read(files: readonly string[], sampled: readonly SampledFunction[]): SourceFunction[] {
    const isWanted = remember((url: string) =>
      [...files, ...sampled.flatMap(({ function: { place } }) => place?.url ?? [])].some((each) =>
        isSameFile(each, url),
      ),
    );
    const sampledAt = new Map(
      sampled.map((each) => [
        this.#script.offsetOf({ line: each.lineNumber + 1, column: each.columnNumber + 1 }),
        each,
      ]),
    );
    const known = new Map<ScriptFunction, SourceFunction>();
    for (const each of this.#functions) {
      if (!isWanted(this.#placeOf(each.at).url)) continue;
      const around = (each.around && known.get(each.around)) ?? null;
      known.set(each, this.#describe(each, around, sampledAt.get(each.at)));
    }
    return [...known.values()];
  }

  #describe(
    { at, makes, mentions, limits, asked, isRepeated }: ScriptFunction,
    around: SourceFunction | null,
    sampled: SampledFunction | undefined,
  ): SourceFunction {
    const generated = this.#script.generatedPlace(at);
    const place = sampled?.function.place ?? this.#placeOf(at);
    return {
      name: sampled?.function.name ?? this.#nameOfFunction(generated),
      ...describePlace(place),
      makes: makes.map((made) => this.#describeMade(made)),
      mentions: new Set(mentions.map((each) => this.#nameOf(each))),
      limits: limits.map(({ of, limit }) => ({ of: this.#nameOf(of), limit })),
      asked: new Set(asked.map((each) => this.#nameOf(each))),
      isRepeated,
      around,
      calls: sampled?.calls ?? [],
    };
  }

  #describeMade(made: MadeInScript): Made {
    switch (made.kind) {
      case 'literal':
        return made;
      case 'builtin':
        return { kind: 'instance', name: made.name };
      case 'function':
        return { kind: 'function', location: shortPlace(this.#placeOf(made.at)) };
      case 'instance': {
        // Of `new bundled.a`, maps may know the whole alone.
        const { name } = made.class;
        const known = this.#originalOf(made.class) ?? this.#originalOf({ name, offset: made.callee });
        return { kind: 'instance', name: known ?? name };
      }
    }
  }

  #nameOfFunction(place: Place): string {
    const { functionAt, originalFunctionName } = this.#names;
    const original = this.#script.map && originalFunctionName(this.#script, place);
    return original?.name ?? functionAt(this.#script, place).name?.name ?? '';
  }

  #nameOf(identifier: Identifier): string {
    return this.#originalOf(identifier) ?? identifier.name;
  }

  #originalOf(identifier: Identifier): string | null {
    return this.#script.map === null ? null : (this.#names.originalNameOf(this.#script, identifier)?.name ?? null);
  }

  #placeOf(offset: number): Place {
    const { line, column } = this.#script.generatedPlace(offset);
    return originalPlace(this.#script.map, this.#script.url, line - 1, column - 1);
  }
}

function remember<T>(find: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => getOrAdd(known, key, () => find(key));
}
