import type { CensusEntry } from '../../injected/fork/take-census.js';
import type { RemoteForks } from './remote-forks.js';
import { type ChildOptions, type ForkCost, runChild } from './run-child.js';

/** Exact counts of all JavaScript objects by their constructor, taken by a forked child. */
export async function forkedCensus(
  forks: RemoteForks,
  options: ChildOptions,
): Promise<{ readonly entries: readonly CensusEntry[]; readonly cost: ForkCost }> {
  let chunks: Uint8Array[] = [];
  const sink = {
    write: (chunk: Uint8Array) => void chunks.push(chunk),
    restart: () => {
      chunks = [];
    },
  };
  const cost = await runChild(forks, { task: 'census', gzip: false }, sink, options);
  return { entries: JSON.parse(Buffer.concat(chunks).toString('utf8')) as CensusEntry[], cost };
}
