import { alignLayers } from './align-layers.js';
import { type LayeredGraph, orderLayers } from './order-layers.js';

/** Along a layer, and across the layers. */
interface Size {
  readonly along: number;
  readonly across: number;
}

/** A node to lay out: how much room it takes, and at both sides of it along its layer, what is drawn beside it. */
export interface NodeToLayOut extends Size {
  readonly beside?: number;
}

/** A point of a layout, in the same directions. */
export interface Point {
  readonly along: number;
  readonly across: number;
}

/** An edge that is laid out; `label`: how much room its label takes. */
export interface EdgeToLayOut {
  readonly from: number;
  readonly to: number;
  readonly label: Size;
}

/** Where all stands: edges lead across the layers, from 0 on. */
export interface Layout extends Size {
  /** The middle of each node. */
  readonly nodes: readonly Point[];
  /** The points through which each edge goes, and the middle of its label; no points for an edge to its own node. */
  readonly edges: readonly { readonly points: readonly Point[]; readonly label: Point }[];
}

const GAP = 14;
const BETWEEN_LAYERS = 16;

/**
 * Lays a graph out in layers, after Sugiyama, Tagawa and Toda (1981): each node stands as many layers before the end as
 * the longest way to an end is long. Between two layers of nodes is one of labels.
 */
export function layOut(nodes: readonly NodeToLayOut[], edges: readonly EdgeToLayOut[]): Layout {
  const sizes: Size[] = nodes.map(({ along, across, beside = 0 }) => ({ along: along + 2 * beside, across }));
  const forward = turnBackEdges(nodes.length, edges);
  const layerOf = assignLayers(nodes.length, forward);
  const [next, previous]: number[][][] = [nodes.map(() => []), nodes.map(() => [])];
  const link = (from: number, to: number): void => {
    next[from].push(to);
    previous[to].push(from);
  };
  /** Of each edge, the items between its nodes, one in each layer. */
  const chains = forward.map(([from, to], index): number[] => {
    if (from === to) return [];
    const middle = Math.floor((layerOf[from] + layerOf[to]) / 4) * 2 + 1;
    const chain: number[] = [];
    for (let layer = layerOf[from] + 1; layer < layerOf[to]; layer++) {
      const item = sizes.push(layer === middle ? edges[index].label : { along: 0, across: 0 }) - 1;
      layerOf[item] = layer;
      next.push([]);
      previous.push([]);
      chain.push(item);
    }
    const all = [from, ...chain, to];
    for (let at = 1; at < all.length; at++) link(all[at - 1], all[at]);
    return chain;
  });
  const layers: number[][] = Array.from({ length: Math.max(...layerOf, 0) + 1 }, () => []);
  for (const item of inOrderOfVisit(sizes.length, next, previous)) layers[layerOf[item]].push(item);
  const graph: LayeredGraph = { layers, next, previous };
  orderLayers(graph);
  const along = alignLayers(
    graph,
    sizes.map((size) => size.along),
    (item) => item < nodes.length,
    GAP,
  );
  const least = Math.min(...sizes.map((size, item) => along[item] - size.along / 2));
  const bands = layersAcross(layers, sizes);
  const pointOf = (item: number): Point => ({ along: along[item] - least, across: bands[layerOf[item]].middle });
  return {
    along: Math.max(...sizes.map((size, item) => along[item] - least + size.along / 2)),
    across: bands.at(-1)?.end ?? 0,
    nodes: nodes.map((_, item) => pointOf(item)),
    edges: chains.map((chain, index) => {
      const [from, to] = forward[index];
      if (from === to) return { points: [], label: pointOf(from) };
      const through = chain.flatMap((item) => {
        const { start, end } = bands[layerOf[item]];
        return [start, end].map((across) => ({ along: along[item] - least, across }));
      });
      const half = (node: number) => nodes[node].across / 2;
      const begin = port(pointOf(from), half(from), nodes[from].along, through[0]);
      const finish = port(pointOf(to), -half(to), nodes[to].along, through.at(-1)!);
      // Beside a smaller node, a line stays out of the way of the larger ones.
      const leave = { along: begin.along, across: bands[layerOf[from]].end };
      const arrive = { along: finish.along, across: bands[layerOf[to]].start };
      const points = [begin, leave, ...through, arrive, finish];
      const isTurned = from !== edges[index].from;
      const labelled = chain.reduce((best, item) => (sizes[item].across > sizes[best].across ? item : best), chain[0]);
      return { points: isTurned ? points.reverse() : points, label: pointOf(labelled) };
    }),
  };
}

/** Where an edge leaves a node, or comes to it: at the side of the next layer, in the direction in which it goes on. */
function port({ along, across }: Point, half: number, extent: number, towards: Point): Point {
  const most = extent * 0.3;
  return { along: along + Math.min(most, Math.max(-most, towards.along - along)), across: across + half };
}

/** The ends of edges; those that would close a circle are turned round. */
function turnBackEdges(count: number, edges: readonly EdgeToLayOut[]): [from: number, to: number][] {
  const outgoing: number[][] = Array.from({ length: count }, () => []);
  const isTarget = new Uint8Array(count);
  for (const [index, { from, to }] of edges.entries()) {
    outgoing[from].push(index);
    if (from !== to) isTarget[to] = 1;
  }
  const ends = edges.map(({ from, to }): [number, number] => [from, to]);
  const [OPEN, DONE] = [1, 2];
  const states = new Uint8Array(count);
  const visit = (node: number): void => {
    states[node] = OPEN;
    for (const edge of outgoing[node]) {
      const { to } = edges[edge];
      if (to !== node && states[to] === OPEN) ends[edge] = [to, node];
      else if (states[to] === 0) visit(to);
    }
    states[node] = DONE;
  };
  for (let node = 0; node < count; node++) if (isTarget[node] === 0) visit(node);
  for (let node = 0; node < count; node++) if (states[node] === 0) visit(node);
  return ends;
}

/** Nodes have even layers, from 0 on: between each two there is one for labels. */
function assignLayers(count: number, edges: readonly (readonly [from: number, to: number])[]): number[] {
  const outgoing: number[][] = Array.from({ length: count }, () => []);
  for (const [from, to] of edges) if (from !== to) outgoing[from].push(to);
  const heights = new Array<number>(count).fill(-1);
  const heightOf = (node: number): number => {
    if (heights[node] === -1) heights[node] = outgoing[node].reduce((most, to) => Math.max(most, heightOf(to) + 1), 0);
    return heights[node];
  };
  for (let node = 0; node < count; node++) heightOf(node);
  const most = Math.max(...heights, 0);
  return heights.map((height) => 2 * (most - height));
}

/** All items, as one comes to them from those to which nothing leads: what hangs together stands together. */
function inOrderOfVisit(count: number, next: readonly number[][], previous: readonly number[][]): Set<number> {
  const order = new Set<number>();
  const visit = (item: number): void => {
    if (order.has(item)) return;
    order.add(item);
    for (const each of next[item]) visit(each);
  };
  for (let item = 0; item < count; item++) if (previous[item].length === 0) visit(item);
  return order;
}

/** Where each layer begins and ends. */
function layersAcross(layers: readonly number[][], sizes: readonly Size[]) {
  let start = 0;
  return layers.map((layer) => {
    const across = layer.reduce((most, item) => Math.max(most, sizes[item].across), 0);
    const band = { start, end: start + across, middle: start + across / 2 };
    start = band.end + BETWEEN_LAYERS;
    return band;
  });
}
