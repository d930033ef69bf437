import type { Isolate } from '../../isolate/isolate.js';
import { locateFunction } from '../../isolate/locate-function.js';
import { isOfConsole } from '../../places/origin.js';
import { placeOf } from '../../places/place.js';
import type { AllocatingFunction } from '../../profile/call-tree.js';
import type { Frame, HeapProfile } from '../../profile/heap-profile.js';

/** The id that V8 gives to what stands in no script. */
const NO_SCRIPT = '0';

/** The name under which a line that was typed in the console runs there. */
const CONSOLE_LINE = 'leakconsole-input';

/**
 * The functions of a profile's frames, in the original source where a source map knows it: one object for all frames
 * of a function, null for our own.
 */
export async function locateFrames(isolate: Isolate, { frames }: HeapProfile): Promise<(AllocatingFunction | null)[]> {
  const known = new Map<string, AllocatingFunction>();
  const located: (AllocatingFunction | null)[] = [];
  for (const frame of frames) {
    const found = await locateFrame(isolate, frame);
    const { name, place } = found;
    if (place !== null && isOfConsole(place.url)) located.push(null);
    else {
      const key = `${place?.url}:${place?.line}:${place?.column}:${name}`;
      if (!known.has(key)) known.set(key, found);
      located.push(known.get(key)!);
    }
  }
  return located;
}

async function locateFrame(isolate: Isolate, frame: Frame): Promise<AllocatingFunction> {
  const { scriptId, url, lineNumber: line, columnNumber: column } = frame;
  const name = nameOf(frame);
  if (scriptId === NO_SCRIPT) return { name, place: null };
  if (url.startsWith('node:')) return { name, place: placeOf(url, line, column) };
  // The sampler names no URL for evaluated code; the list of scripts may.
  const found = await locateFunction(isolate.session, { scriptId, line, column }, await isolate.places());
  if (found?.place.url === CONSOLE_LINE) return { name: '(console line)', place: placeOf(CONSOLE_LINE, 0, 0) };
  return { name: found?.name ?? name, place: found?.place ?? (url === '' ? null : placeOf(url, line, column)) };
}

function nameOf({ functionName, lineNumber, columnNumber }: Frame): string {
  if (functionName === '(root)') return '(native code)';
  if (functionName !== '') return functionName;
  return lineNumber === 0 && columnNumber === 0 ? '(module)' : '(anonymous)';
}
