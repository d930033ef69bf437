// What random accesses to memory cost on this machine, in a graph as large as the heap of a snapshot, and so how fast a
// search of such a heap can be at all: in depth it must wait, node after node, for where the node's edges are and for
// the first of them.
//   npm run bench -- memory [nodes=4500000] [edges=15500000] [repeat=3]

export async function bench(args) {
  const options = Object.fromEntries(args.map((arg) => arg.split('=')));
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
    const times = Array.from({ length: repeat }, () => {
      const { user, system } = process.cpuUsage();
      access();
      const used = process.cpuUsage({ user, system });
      return (used.user + used.system) / 1e3;
    }).sort((a, b) => a - b);
    const ms = times[repeat >> 1];
    console.log(
      `  ${name.padEnd(46)} ${ms.toFixed(0).padStart(6)} ms ${((1e6 * ms) / count).toFixed(0).padStart(6)} ns`,
    );
  }
  // So that nothing is left out as of no use.
  if (sum === 0.5) console.log(sum);
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
