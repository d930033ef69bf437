import { program } from '../program.js';

/** Whether Node writes the original places into the stacks of errors itself (`--enable-source-maps`). */
export function mapsStacks(): boolean {
  const { process } = program;
  const flag = '--enable-source-maps';
  if (process.execArgv.includes(flag) || process.env.NODE_OPTIONS?.includes(flag)) return true;
  try {
    // A getter of Node's own, from 20.7 on.
    return process.sourceMapsEnabled === true;
  } catch {
    return false;
  }
}
