import type { LayeredGraph } from './order-layers.js';

const SWEEPS = 10;
/** How much more an edge between two items that are no nodes counts: long edges are to be straight. */
const STRAIGHT = 8;

/**
 * Where the items stand along their layers: near the mean of their neighbours, in the order of the layer, and nowhere
 * nearer to one another than `extents` (how much room each takes) and `gap` allow.
 */
export function alignLayers(
  { layers, next, previous }: LayeredGraph,
  extents: readonly number[],
  isNode: (item: number) => boolean,
  gap: number,
): number[] {
  const at: number[] = new Array(extents.length).fill(0);
  const both = next.map((each, item) => [...each, ...previous[item]]);
  for (const layer of layers) place(layer, () => [0, 1]);
  for (let sweep = 0; sweep <= SWEEPS; sweep++) {
    const neighboursOf = sweep === SWEEPS ? both : sweep % 2 === 0 ? previous : next;
    for (const layer of sweep % 2 === 0 ? layers : [...layers].reverse()) {
      place(layer, (item) => {
        const neighbours = neighboursOf[item];
        if (neighbours.length === 0) return [at[item], 0.1];
        const weights = neighbours.map((each) => (isNode(each) || isNode(item) ? 1 : STRAIGHT));
        const weight = weights.reduce((sum, each) => sum + each, 0);
        return [neighbours.reduce((sum, each, index) => sum + weights[index] * at[each], 0) / weight, weight];
      });
    }
  }
  return at;

  /** Places a layer as near as can be to where each item wants to be, in least squares. */
  function place(layer: readonly number[], wantOf: (item: number) => [position: number, weight: number]): void {
    const offsets: number[] = [];
    let offset = 0;
    for (const [index, item] of layer.entries()) {
      if (index > 0) offset += (extents[layer[index - 1]] + extents[item]) / 2 + gap;
      offsets.push(offset);
    }
    const wanted = layer.map(wantOf).map(([position, weight], index) => [position - offsets[index], weight] as const);
    for (const [index, position] of fitRising(wanted).entries()) at[layer[index]] = position + offsets[index];
  }
}

/** The rising numbers that are nearest to some weighted ones in least squares: by pooling neighbours that fall. */
function fitRising(values: readonly (readonly [value: number, weight: number])[]): number[] {
  const pools: { value: number; weight: number; count: number }[] = [];
  for (const [value, weight] of values) {
    let pool = { value, weight, count: 1 };
    for (let last = pools.at(-1); last && last.value > pool.value; last = pools.at(-1)) {
      pools.pop();
      const sum = last.weight + pool.weight;
      const mean = (last.value * last.weight + pool.value * pool.weight) / sum;
      pool = { value: mean, weight: sum, count: last.count + pool.count };
    }
    pools.push(pool);
  }
  return pools.flatMap(({ value, count }) => new Array<number>(count).fill(value));
}
