import type { Heap } from '../analysis/heap.js';
import { messageOf } from '../errors.js';
import { originOf } from '../places/origin.js';
import { readOriginalScripts } from '../places/original-script.js';
import type { Script } from '../session/script.js';
import { scripts } from '../session/scripts.js';
import type { Isolate } from './isolate.js';

/**
 * A heap of an isolate with the names and places of the original files, where the user wants these. What cannot be read
 * stays as V8 has it, and is no reason to lose a snapshot.
 */
export async function nameOriginals(isolate: Isolate, heap: Heap, notice: (text: string) => void): Promise<Heap> {
  const places = await isolate.places();
  const own = [...heap.scriptNames].filter(([, name]) => originOf(name) === 'own');
  if (places === null || own.length === 0) return heap;
  try {
    const loaded = await scripts(isolate.session);
    const known = own.flatMap(([id]): [number, Script][] => {
      const script = loaded.get(String(id));
      return script ? [[id, script]] : [];
    });
    return heap.withOriginals(await readOriginalScripts(known, places));
  } catch (error) {
    notice(`names and places are as V8 has them: ${messageOf(error)}`);
    return heap;
  }
}
