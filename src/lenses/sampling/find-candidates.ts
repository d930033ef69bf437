import type { Isolate } from '../../isolate/isolate.js';
import type { MappedScript } from '../../places/mapped-script.js';
import type { Candidate } from '../../profile/allocations.js';
import { type AllocatingFunction, type CallTreeNode, callsOf } from '../../profile/call-tree.js';
import { scriptOf } from '../../session/scripts.js';
import type { AllocationLook } from './take-profile.js';

/**
 * Finds what may allocate in the functions that have allocated most, by parsing the scripts that they stand in. To
 * read a script from V8 costs the target a walk through its heap, so few are read.
 */
export async function findCandidates(
  isolate: Isolate,
  look: AllocationLook,
  root: CallTreeNode,
): Promise<Map<AllocatingFunction, readonly Candidate[]>> {
  const selfBytes = new Map<AllocatingFunction, number>();
  for (const call of callsOf(root)) selfBytes.set(call.function, (selfBytes.get(call.function) ?? 0) + call.selfBytes);
  const largest = [...selfBytes].filter(([, bytes]) => bytes > 0).sort(([, a], [, b]) => b - a);
  const finder = new CandidateFinder(isolate, look);
  const found = new Map<AllocatingFunction, readonly Candidate[]>();
  for (const [callee] of largest.slice(0, MOST_FUNCTIONS)) {
    const candidates = await finder.in(callee);
    if (candidates) found.set(callee, candidates);
  }
  return found;
}

const MOST_FUNCTIONS = 100;

class CandidateFinder {
  readonly #isolate: Isolate;
  readonly #look: AllocationLook;
  readonly #scripts = new Map<string, Promise<ParsedScript | null>>();

  constructor(isolate: Isolate, look: AllocationLook) {
    this.#isolate = isolate;
    this.#look = look;
  }

  /** The candidates in a function, in the order of its text; null where its script cannot be read. */
  async in(callee: AllocatingFunction): Promise<Candidate[] | null> {
    const { profile, functions } = this.#look;
    if (callee.place === null || callee.place.url.startsWith('node:')) return null;
    const { scriptId, lineNumber, columnNumber } = profile.frames[functions.indexOf(callee)];
    const parsed = await this.#parse(scriptId);
    if (!parsed) return null;
    const { script, sites } = parsed;
    const offset = script.offsetOf({ line: lineNumber + 1, column: columnNumber + 1 });
    const { originalNameOf } = await import('../../places/original-names.js');
    const found = new Map<string, Candidate>();
    for (const { offset: at, constructed } of sites.in(offset)) {
      const name = constructed && (script.map ? originalNameOf(script, constructed)?.name : null);
      const { line, text } = lineAt(script, at);
      const constructs = name ?? constructed?.name ?? null;
      found.set(`${line} ${constructs ?? ''}`, { line, text, constructs });
    }
    return [...found.values()];
  }

  #parse(id: string): Promise<ParsedScript | null> {
    let parsed = this.#scripts.get(id);
    if (!parsed) {
      parsed = this.#parseNow(id);
      this.#scripts.set(id, parsed);
    }
    return parsed;
  }

  async #parseNow(id: string): Promise<ParsedScript | null> {
    const places = await this.#isolate.places();
    const info = await scriptOf(this.#isolate.session, id);
    const script = info && places && (await places.parse(info));
    if (!script) return null;
    const { AllocationSites } = await import('../../places/allocation-sites.js');
    return { script, sites: new AllocationSites(script.text, info.isModule) };
  }
}

interface ParsedScript {
  readonly script: MappedScript;
  readonly sites: import('../../places/allocation-sites.js').AllocationSites;
}

const LONGEST = 100;

/** The original line of an offset where the map carries it, else that of the script. */
function lineAt(script: MappedScript, offset: number): { line: number; text: string } {
  const mapping = script.mappingAt(offset);
  const original = mapping && script.originalLine(mapping.url, mapping.line);
  if (mapping && original !== null) return { line: mapping.line + 1, text: cut(original.trim()) };
  const start = script.text.lastIndexOf('\n', offset) + 1;
  const [text] = script.text.slice(Math.max(start, offset - LONGEST), offset + LONGEST).split('\n', 1);
  return { line: (mapping?.line ?? script.generatedPlace(offset).line - 1) + 1, text: cut(text.trim()) };
}

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
