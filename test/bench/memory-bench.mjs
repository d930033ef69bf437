// What random accesses to memory cost on this machine, in a graph as large as the heap of a snapshot, and so how fast a
// search of such a heap can be at all: in depth it must wait, node after node, for where the node's edges are and for
// the first of them.
// And how far from that the code is: what it does, beside the same accesses in the same order with nothing computed.
//   npm run bench -- memory [nodes=4500000] [edges=15500000] [repeat=3] [program=service]
import { createReadStream } from 'node:fs';
import { depthFirst } from '../../dist/heap/depth-first.js';
import { dominatorTree } from '../../dist/heap/dominators.js';
import { findEphemerons } from '../../dist/heap/ephemerons.js';
import { SnapshotParser } from '../../dist/heap/parse.js';
import { retainers } from '../../dist/heap/retainers.js';
import { retention } from '../../dist/heap/retention.js';
import { Scratch } from '../../dist/heap/scratch.js';
import { v8Heap, v8Heaps } from './v8-heaps.mjs';

export async function bench(args) {
  const options = Object.fromEntries(args.map((arg) => arg.split('=')));
  measureAccesses(options);
  const program = options.program ?? 'service';
  await compareWithAccesses(program, v8Heap(program, 400, v8Heaps[400][program]));
}

function measureAccesses(options) {
  const nodes = Number(options.nodes ?? 4_500_000);
  const edges = Number(options.edges ?? 15_500_000);
  const repeat = Number(options.repeat ?? 3);
  const next = cycle(nodes);
  const firstEdge = Uint32Array.from({ length: nodes + 1 }, (_, node) => Math.floor((node / nodes) * edges));
  const to = new Uint32Array(edges);
  for (let edge = 0, node = 0; edge < edges; edge++) {
    to[edge] = node;
    node = next[node];
  }
  // The first edge of each node leads to the next of the cycle.
  const first = to.slice();
  for (let node = 0; node < nodes; node++) first[firstEdge[node]] = next[node];
  const bits = new Uint32Array((nodes >>> 5) + 1);
  const bytes = new Uint8Array(nodes);
  const words = new Uint32Array(nodes);
  const rows = new Uint32Array(edges);
  let sum = 0;
  const accesses = {
    'mark in a bit set, an edge': [edges, () => mark(to, bits)],
    'mark in a byte array, an edge': [edges, () => markBytes(to, bytes)],
    'add to a Uint32Array, an edge': [edges, () => add(to, words)],
    'scatter into rows of the targets, an edge': [edges, () => scatter(to, firstEdge.slice(), rows)],
    'follow to the next node, a node': [nodes, () => (sum += follow(next))],
    'follow to the next by its first edge, a node': [nodes, () => (sum += followEdges(firstEdge, first))],
  };
  console.log(`\n${nodes} nodes, ${edges} edges in random order: CPU time, medians`);
  for (const [name, [count, access]] of Object.entries(accesses)) {
    const times = Array.from({ length: repeat }, () => timeOf(access)).sort((a, b) => a - b);
    const ms = times[repeat >> 1];
    console.log(
      `  ${name.padEnd(46)} ${ms.toFixed(0).padStart(6)} ms ${((1e6 * ms) / count).toFixed(0).padStart(6)} ns`,
    );
  }
  // So that nothing is left out as of no use.
  if (sum === 0.5) console.log(sum);
}

/** The processor time of a function, ms. */
function timeOf(access) {
  const before = process.cpuUsage();
  access();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e3;
}

/** Prints what the longest tasks take on a heap that V8 wrote, and what they cannot do without. */
async function compareWithAccesses(program, file) {
  const parser = new SnapshotParser();
  for await (const chunk of createReadStream(file, { highWaterMark: 2 ** 20 })) parser.write(chunk);
  const graph = parser.end();
  const scratch = new Scratch();
  const retained = retention(graph, findEphemerons(graph.strings));
  let [retaining, tree] = [null, null];
  const times = [
    ['retainers', timeOf(() => (retaining = retainers(graph, scratch)))],
    ['depth-first', timeOf(() => (tree = depthFirst(graph, retained, scratch)))],
  ];
  const { nodeOf, vertexOf, last } = tree;
  const accesses = [
    timeOf(() => scatter(graph.edgeTo, retaining.firstRetainer.slice(), new Uint32Array(graph.edgeCount))),
    timeOf(() => lookAtEdges(graph, nodeOf, vertexOf, last)),
  ];
  const retainersOnly = timeOf(() => lookAtRetainers(retaining, nodeOf, last));
  times.push(['dominators', timeOf(() => dominatorTree(graph, retained, retaining, tree, scratch))]);
  accesses.push(retainersOnly);
  const { nodeCount, edgeCount } = graph;
  console.log(`\n${program}: ${nodeCount} nodes, ${edgeCount} edges as V8 wrote them: CPU time`);
  times.forEach(([name, ms], at) => {
    const least = accesses[at];
    console.log(
      `  ${name.padEnd(12)} ${ms.toFixed(0).padStart(6)} ms; its accesses alone ${least.toFixed(0).padStart(6)} ms: ${(ms / least).toFixed(1)}×`,
    );
  });
}

/** As a search in depth does, in its order, which it does not know before: all edges, and whether each was there. */
function lookAtEdges({ firstEdge, edgeType, edgeTo }, nodeOf, vertexOf, last) {
  let found = 0;
  for (let at = 1; at <= last >>> 2; at++) {
    const node = nodeOf[at];
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      if (edgeType[edge] !== 0 && vertexOf[edgeTo[edge]] === 0) found++;
    }
  }
  return found;
}

/** Where the retainers of each vertex stand, from the last on. */
function lookAtRetainers({ firstRetainer, retainingEdge }, nodeOf, last) {
  let sum = 0;
  for (let at = last >>> 2; at > 0; at--) {
    const first = firstRetainer[nodeOf[at]];
    if (firstRetainer[nodeOf[at] + 1] > first) sum += retainingEdge[first];
  }
  return sum;
}

/** A random cycle through all nodes: Sattolo's algorithm. */
function cycle(nodes) {
  const next = Uint32Array.from({ length: nodes }, (_, node) => node);
  for (let at = nodes - 1; at > 0; at--) {
    const other = Math.floor(Math.random() * at);
    [next[at], next[other]] = [next[other], next[at]];
  }
  return next;
}

function mark(to, bits) {
  for (let edge = 0; edge < to.length; edge++) bits[to[edge] >>> 5] |= 1 << (to[edge] & 31);
}

function markBytes(to, bytes) {
  for (let edge = 0; edge < to.length; edge++) if (bytes[to[edge]] === 0) bytes[to[edge]] = 1;
}

function add(to, words) {
  for (let edge = 0; edge < to.length; edge++) words[to[edge]]++;
}

function scatter(to, at, rows) {
  for (let edge = 0; edge < to.length; edge++) rows[at[to[edge]]++ % rows.length] = edge;
}

function follow(next) {
  let node = 0;
  for (let step = 0; step < next.length; step++) node = next[node];
  return node;
}

/**
 * As a search in depth does: the next node is known when it was read where the edges of this one stand, and then the
 * first of them.
 */
function followEdges(firstEdge, to) {
  let node = 0;
  for (let step = 1; step < firstEdge.length; step++) node = to[firstEdge[node]];
  return node;
}
