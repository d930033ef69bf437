import { callNow } from '../../session/call.js';
import { loadEntry } from '../../session/entry.js';
import { newestScript } from '../../session/scripts.js';
import type { Isolate } from '../isolate.js';

/** A line of a stack: of any code, of the console's input or what runs it, and of code in a file. */
const FRAME = /^\s+(?:at |\.\.\. \d+ lines matching )/;
const OWN_FRAME = /(?:at|async|\()\s*(?:leakconsole-input:|leakconsole\/\w+\.js:|Session\.post \(node:inspector:)/;
const FRAME_IN_FILE = /^\s+at .*:\d+:\d+\)?$/m;

/**
 * A printed error, or a value with one in it, without the frames that are ours, the others with their original places
 * and functions' original names.
 */
export async function cleanFrames(isolate: Isolate, text: string): Promise<string> {
  if (!FRAME_IN_FILE.test(text)) return text;
  return await withOriginalFrames(isolate, withoutOwnFrames(text));
}

/** Without our frames, and those below them; an error's causes have them too. */
function withoutOwnFrames(text: string): string {
  const kept: string[] = [];
  let inOwn = false;
  for (const line of text.split('\n')) {
    inOwn = FRAME.test(line) && (inOwn || OWN_FRAME.test(line));
    if (!inOwn) kept.push(line);
    // After the last frame, the error's properties may begin.
    else if (line.endsWith(' {')) kept[kept.length - 1] += ' {';
  }
  return kept.join('\n');
}

async function withOriginalFrames(isolate: Isolate, text: string): Promise<string> {
  const places = await isolate.places();
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
