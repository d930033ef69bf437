import type { BundledModule } from './bundled-module.js';
import { localPath } from './local-path.js';
import type { MappedScript } from './mapped-script.js';
import { originalPlace, type Place, placeOf } from './place.js';
import type { FoundSourceMap, ReadFile } from './read-source-map.js';

/** What V8 tells of a script (`Debugger.scriptParsed`). */
export interface ScriptInfo {
  readonly id: string;
  readonly url: string;
  readonly isModule: boolean;
  /** What the script says in `//# sourceMappingURL=`; null where it says nothing. */
  readonly sourceMapUrl: string | null;
  /** In characters. */
  readonly length: number;
}

/** Where `OriginalPlaces` gets what it reads. */
export interface PlaceSources {
  /** Reads files of the machine on which the target runs; gives null for all where that is another. */
  readonly readFile: ReadFile;
  /** The text of a script, from the target; null where it is gone. */
  readonly readScript: (id: string) => Promise<string | null>;
  /** Told once of each source map that cannot be used. */
  readonly notice: (text: string) => void;
}

/** The largest script that is parsed, in characters: it takes 0.3 s and 100 MB for each million. */
const MAX_SCRIPT_LENGTH = 30e6;

/**
 * Leads from the places that V8 tells to those in the original files, and knows the original files of each script.
 *
 * Everything is read when it is first asked for, and once a script; a place needs its script's map alone, names and
 * modules the script's text too. Where something cannot be read, what V8 sees is given; only `readScript` may reject.
 */
export class OriginalPlaces {
  readonly #sources: PlaceSources;
  readonly #maps = new Map<string, Promise<FoundSourceMap['map']>>();
  readonly #scripts = new Map<string, Promise<MappedScript | null>>();
  readonly #modules = new Map<string, Promise<readonly BundledModule[]>>();

  constructor(sources: PlaceSources) {
    this.#sources = sources;
  }

  /** The original of a place in a script, by V8's line and column from 0; the place itself where no map knows it. */
  async resolve(script: ScriptInfo, lineNumber: number, columnNumber: number): Promise<Place> {
    return originalPlace(await this.#mapOf(script), script.url, lineNumber, columnNumber);
  }

  /** The URLs of the original files of a script, from its map alone: without parsing, so cheap; empty without a map. */
  async originalUrls(script: ScriptInfo): Promise<readonly string[]> {
    return (await this.#mapOf(script))?.urls.filter((url) => url !== null) ?? [];
  }

  /** The text of an original file of a script: what its map carries, else the file; null where neither is to be had. */
  async originalText(script: ScriptInfo, url: string): Promise<string | null> {
    const carried = (await this.#mapOf(script))?.contentOf(url) ?? null;
    const path = url.startsWith('file:') ? localPath(url) : null;
    if (carried !== null || path === null) return carried;
    return await this.#sources.readFile(path, 2 * MAX_SCRIPT_LENGTH).catch(() => null);
  }

  /**
   * The original name of the function or class that V8 places there, in `[[FunctionLocation]]` or in a frame of a
   * stack; null where it is not known.
   */
  async nameOfFunction(script: ScriptInfo, lineNumber: number, columnNumber: number): Promise<string | null> {
    const mapped = (await this.#mapOf(script)) && (await this.parse(script));
    if (!mapped) return null;
    const { originalFunctionName } = await import('./original-names.js');
    return originalFunctionName(mapped, placeOf(script.url, lineNumber, columnNumber))?.name ?? null;
  }

  /**
   * The original files in a script, or the modules that its form tells; empty for a script that is one module as it
   * stands.
   */
  modules(script: ScriptInfo): Promise<readonly BundledModule[]> {
    return once(this.#modules, script.id, async () => {
      const mapped = await this.parse(script);
      return mapped ? (await import('./find-modules.js')).findModules(mapped) : [];
    });
  }

  /** The script's text, parsed, with its map; null where it cannot be read or parsed, or is too large. */
  parse(script: ScriptInfo): Promise<MappedScript | null> {
    return once(this.#scripts, script.id, async () => {
      const text = await this.#sources.readScript(script.id);
      if (text === null || text.length > MAX_SCRIPT_LENGTH) return null;
      const map = await this.#mapOf(script);
      const { MappedScript } = await import('./mapped-script.js');
      try {
        return new MappedScript({ url: script.url, isModule: script.isModule, text, map });
      } catch {
        // V8 knows syntax that acorn does not.
        return null;
      }
    });
  }

  #mapOf(script: ScriptInfo): Promise<FoundSourceMap['map']> {
    return once(this.#maps, script.id, async () => {
      if (!mayHaveMap(script)) return null;
      const { readSourceMap } = await import('./read-source-map.js');
      const { map, notice } = await readSourceMap(script, this.#sources.readFile);
      if (notice) this.#sources.notice(notice);
      return map;
    });
  }
}

/** Node's own scripts have none; nor has what was evaluated without a name. */
function mayHaveMap({ url, sourceMapUrl }: ScriptInfo): boolean {
  return sourceMapUrl !== null || url.startsWith('file:');
}

function once<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  let promise = known.get(key);
  if (!promise) {
    promise = make();
    known.set(key, promise);
    promise.catch(() => known.delete(key));
  }
  return promise;
}
