import { type Block, dim, type Inline, text } from './blocks.js';

/** Lines of names with their values, one below the other; what has no value is left out. */
export function facts(pairs: readonly (readonly [name: string, value: Inline | null])[]): Block[] {
  const width = Math.max(...pairs.map(([name]) => name.length));
  return pairs.flatMap(([name, value]) =>
    value === null ? [] : [text([dim(name.padEnd(width)), '  ', value], 'keep')],
  );
}
