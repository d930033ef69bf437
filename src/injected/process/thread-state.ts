import { runningFrames } from '../running-frames.js';

/**
 * What a thread does at this moment: `running`: its event loop turns; `parked`: it stands in `Atomics.wait`; `busy`: it
 * runs JavaScript;
 * `loading`: it runs that of Node which loads a built-in module, and must load no other now.
 */
export type ThreadState = 'running' | 'parked' | 'busy' | 'loading';

/** Where Node loads its built-in modules (lib/internal/bootstrap/realm.js; loaders.js on Node 18). */
const BUILTIN_LOADER = /node:internal\/bootstrap\/(realm|loaders)/;

/** A frame of a script of ours; a service may stand in a folder of the same name. */
const OUR_FRAME = /(^|\()leakconsole\/\w+\.js:/;

/** Reads from the stack what the call of the console has interrupted. */
export function readThreadState(): ThreadState {
  const frames = interruptedFrames();
  if (frames.length === 0) return 'running';
  if (frames[0].startsWith('Atomics.wait ')) return 'parked';
  return frames.some((frame) => BUILTIN_LOADER.test(frame)) ? 'loading' : 'busy';
}

/** The frames below those of the call that asks, which are all of scripts of ours. */
function interruptedFrames(): readonly string[] {
  const frames = runningFrames(100);
  const interrupted = frames.findIndex((frame) => !OUR_FRAME.test(frame));
  return interrupted === -1 ? [] : frames.slice(interrupted);
}
