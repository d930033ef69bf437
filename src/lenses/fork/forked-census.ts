import type { ChildCensus } from '../../injected/fork/take-census.js';
import type { CountedObjects } from '../census/name-types.js';
import type { ChildOptions } from './child-options.js';
import type { RemoteForks } from './remote-forks.js';
import { type ForkCost, runChild } from './run-child.js';

/** All JavaScript objects as a census counts them, counted by a forked child. */
export async function forkedCensus(
  forks: RemoteForks,
  options: ChildOptions,
): Promise<{ readonly counted: CountedObjects; readonly cost: ForkCost }> {
  let chunks: Uint8Array[] = [];
  const sink = {
    write: (chunk: Uint8Array) => void chunks.push(chunk),
    restart: () => {
      chunks = [];
    },
  };
  const { cost } = await runChild(forks, { task: 'census', gzip: false, path: null }, sink, options);
  const { counts, exampleNames, signatures, constructorPlaces, functionPlaces }: ChildCensus = JSON.parse(
    Buffer.concat(chunks).toString('utf8'),
  );
  const counted: CountedObjects = {
    counts,
    exampleNames,
    signatures,
    placesOfConstructors: async (fns) => fns.map((fn) => constructorPlaces[fn]),
    placesOfFunctions: async (texts) => texts.map((text) => functionPlaces[text]!),
  };
  return { counted, cost };
}
