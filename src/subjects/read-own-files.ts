import type { Isolate } from '../isolate/isolate.js';
import { originOf } from '../places/origin.js';
import { isEvaluated, scripts } from '../session/scripts.js';

/** The URLs of the program's own files: its scripts, or the files that these were made of. */
export async function readOwnFiles(isolate: Isolate): Promise<string[]> {
  const places = await isolate.places();
  const urls: string[] = [];
  for (const script of (await scripts(isolate.session)).values()) {
    if (isEvaluated(script) || originOf(script.url) !== 'own') continue;
    const originals = (await places?.originalUrls(script)) ?? [];
    urls.push(...(originals.length > 0 ? originals : [script.url]));
  }
  return urls.filter((url) => originOf(url) === 'own');
}
