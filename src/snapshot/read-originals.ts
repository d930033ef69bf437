import { pathToFileURL } from 'node:url';
import { follow } from '../analysis/edges.js';
import type { Heap } from '../analysis/heap.js';
import type { HeapGraph } from '../heap/graph.js';
import { readLocalFile } from '../places/local-file.js';
import { localPath } from '../places/local-path.js';
import { originOf } from '../places/origin.js';
import { OriginalPlaces, type ScriptInfo } from '../places/original-places.js';
import { readOriginalScripts } from '../places/original-script.js';
import { sourceMapUrlIn } from '../places/read-source-map.js';

/** The largest script that is read, bytes. */
const MOST_BYTES = 30e6;

/**
 * The same heap with the names and places of original files, as far as its scripts and their source maps are on this
 * machine, as they were: a snapshot has of a script its beginning and its size.
 */
export async function readOriginals(heap: Heap, notice: (text: string) => void): Promise<Heap> {
  const texts = new Map<string, string>();
  const readScript = async (id: string) => texts.get(id) ?? null;
  const places = new OriginalPlaces({ readFile: readLocalFile, readScript, notice });
  const mapped: [number, ScriptInfo][] = [];
  for (const [id, name] of heap.scriptNames) {
    const path = originOf(name) === 'own' ? localPath(name) : null;
    const text = path && (await readLocalFile(path, MOST_BYTES).catch(() => null))?.replace(/^\ufeff/, '');
    if (!path || !text) continue;
    // V8 calls ES modules by URLs, and CommonJS by paths.
    const isModule = name.startsWith('file:');
    const sourceMapUrl = sourceMapUrlIn(text);
    const script = { id: String(id), url: pathToFileURL(path).href, isModule, sourceMapUrl, length: text.length };
    if ((await places.originalUrls(script)).length === 0) continue;
    texts.set(script.id, text);
    mapped.push([id, script]);
  }
  if (mapped.length === 0) return heap;
  const sources = sourcesOf(heap);
  const same = mapped.filter(([id]) => isSameText(texts.get(String(id))!, sources.get(heap.scriptNames.get(id)!)));
  return heap.withOriginals(await readOriginalScripts(same, places));
}

/** What a snapshot has of the text of a script. */
interface ScriptText {
  /** As far as V8 writes it. */
  readonly beginning: string;
  /** What the string takes. */
  readonly bytes: number;
}

/** By the script's name. */
function sourcesOf({ analysis: { graph }, scriptNames }: Heap): Map<string, ScriptText> {
  const names = new Map([...scriptNames.values()].map((name) => [graph.strings.indexOf(name), name]));
  const found = new Map<string, ScriptText>();
  for (let node = 0; node < graph.nodeCount; node++) {
    const name = names.get(graph.nodeName[node]);
    const source = name === undefined ? -1 : follow(graph, node, 'internal', 'source');
    if (source !== -1) found.set(name!, textOf(graph, source));
  }
  return found;
}

function textOf({ strings, nodeName, selfSize }: HeapGraph, node: number): ScriptText {
  return { beginning: strings.get(nodeName[node]), bytes: selfSize[node] };
}

/** What a string takes beside its text, at most, bytes. */
const MOST_HEADER = 32;

/** Whether a text may be the one that a snapshot tells of: of one or two bytes a character. */
function isSameText(text: string, known: ScriptText | undefined): boolean {
  if (known === undefined) return false;
  const isOfSize = [text.length, 2 * text.length].some(
    (bytes) => known.bytes >= bytes && known.bytes <= bytes + MOST_HEADER,
  );
  return isOfSize && text.startsWith(known.beginning.slice(0, 1000));
}
