import { originOf } from '../places/origin.js';
import type { Heap } from './heap.js';

/** The names of the classes that stand in the service's own files, by the script in the key of each. */
export function ownClasses({ program, sources }: Heap): Set<string> {
  const isOwn = (key: string) =>
    !key.startsWith(',') && originOf(sources.scriptName(Number.parseInt(key, 10))) === 'own';
  return new Set(program.classes.filter(({ key }) => isOwn(key)).map(({ name }) => name));
}
