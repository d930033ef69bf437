import { callNow } from '../../session/call.js';
import { loadEntry } from '../../session/entry.js';
import { newestScript } from '../../session/scripts.js';
import type { Isolate } from '../isolate.js';

/** A frame in a file, as V8 writes it. */
const FRAME = /^(?:\s|\x1b\[\d+m)+at .*:\d+:\d+\)?(?:\x1b\[\d+m)*$/m;

/** A printed error, or a value with one in it, with the frames' original places and functions' original names. */
export async function withOriginalFrames(isolate: Isolate, text: string): Promise<string> {
  const places = FRAME.test(text) ? await isolate.places() : null;
  if (places === null) return text;
  const { session } = isolate;
  // What was mapped once must not be mapped again: tsx calls a script as it calls its source.
  if (await callNow(session, await loadEntry(session, 'process'), 'mapsStacks')) return text;
  const { originalStack } = await import('../../places/original-stack.js');
  return await originalStack(text, async ({ url, line, column }) => {
    const script = await newestScript(session, url);
    const place = script && (await places.resolve(script, line - 1, column - 1));
    if (!place?.generated) return null;
    return { ...place, name: await places.nameOfFunction(script!, line - 1, column - 1) };
  });
}
