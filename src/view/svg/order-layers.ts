/**
 * A layered graph: every edge leads from a layer to the next, as what spans several layers goes through an item in
 * each.
 */
export interface LayeredGraph {
  /** The items of each layer, in their order. */
  readonly layers: number[][];
  /** By item: to which items of the next layer its edges lead, and from which of the layer before edges come. */
  readonly next: readonly (readonly number[])[];
  readonly previous: readonly (readonly number[])[];
}

const SWEEPS = 12;

/**
 * Orders the items of each layer so that few edges cross: again and again by the mean position of their neighbours in
 * the layer before, then in the one behind (Sugiyama, Tagawa and Toda 1981); the best order that was seen stays.
 */
export function orderLayers(graph: LayeredGraph): void {
  const { layers, next, previous } = graph;
  let best = layers.map((layer) => [...layer]);
  let fewest = countCrossings(graph);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
    const isDown = sweep % 2 === 0;
    const order = isDown ? layers.keys() : [...layers.keys()].reverse();
    for (const at of order) sortByNeighbours(layers, at, isDown ? previous : next, at + (isDown ? -1 : 1));
    const crossings = countCrossings(graph);
    if (crossings >= fewest) continue;
    fewest = crossings;
    best = layers.map((layer) => [...layer]);
  }
  for (const [at, layer] of best.entries()) layers[at] = layer;
}

function sortByNeighbours(layers: number[][], at: number, neighboursOf: LayeredGraph['next'], beside: number): void {
  const positions = new Map(layers[beside]?.map((item, position) => [item, position]));
  const wanted = new Map(
    layers[at].map((item, position) => {
      const neighbours = neighboursOf[item].map((each) => positions.get(each)!);
      const mean = neighbours.reduce((sum, each) => sum + each, 0) / neighbours.length;
      return [item, neighbours.length > 0 ? mean : position];
    }),
  );
  layers[at].sort((a, b) => wanted.get(a)! - wanted.get(b)!);
}

function countCrossings({ layers, next }: LayeredGraph): number {
  let crossings = 0;
  for (const [at, layer] of layers.entries()) {
    const positions = new Map(layers[at + 1]?.map((item, position) => [item, position]));
    const ends: number[] = [];
    for (const item of layer) {
      const own = next[item].map((each) => positions.get(each)!);
      for (const end of own) for (const earlier of ends) if (earlier > end) crossings++;
      ends.push(...own);
    }
  }
  return crossings;
}
