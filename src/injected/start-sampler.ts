import type { HeapSample, Sampler, SamplerParts } from './create-sampler.js';

/** Starts a sampler of a realm of its own at the program's roots, and at what `more` gives. */
export function startSampler(
  parts: SamplerParts,
  load: (name: string) => unknown,
  ...more: (object | null)[]
): Sampler {
  const handles = (process as unknown as { _getActiveHandles(): object[] })._getActiveHandles;
  const roots: (object | null | undefined)[] = [...more, globalThis, process];
  try {
    roots.push((load('module') as unknown as { _cache?: object })._cache);
    if (/\[native code\]/.test(Function.prototype.toString.call(handles))) roots.push(handles());
  } catch {
    // A program that has changed them: then without.
  }
  return parts.createSampler(
    parts,
    roots.filter((root) => root !== null && root !== undefined) as object[],
    load,
    globalThis,
  );
}

export function stepSampler(sampler: Sampler, ms: number): boolean {
  return sampler.step(ms);
}

export function sampledSoFar(sampler: Sampler): HeapSample {
  return sampler.result();
}
