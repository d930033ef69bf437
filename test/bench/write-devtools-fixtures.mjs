// Cuts small snapshots out of those of the sample program, and asks DevTools for their classes: the fixtures of
// test/heap/devtools.test.ts. Run it again when DevTools' rules change: node test/bench/write-devtools-fixtures.mjs
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromiumSnapshot } from './chromium.mjs';
import { devtoolsClasses, devtoolsScript } from './devtools.mjs';
import { sampleSnapshot } from './sample-heaps.mjs';

const maxNodes = 4000;
const folder = fileURLToPath(new URL('../heap/snapshots/', import.meta.url));
mkdirSync(folder, { recursive: true });

const script = await devtoolsScript();
const sources = {
  'node-18': sampleSnapshot(18, []),
  'node-20-numbers': sampleSnapshot(20, ['numbers']),
  'node-22': sampleSnapshot(22, []),
  'node-24-tracking': sampleSnapshot(24, ['tracking']),
  'node-26-internals': sampleSnapshot(26, ['internals']),
  'node-26': sampleSnapshot(26, []),
  chromium: await chromiumSnapshot(),
};
for (const [name, source] of Object.entries(sources)) {
  if (source === null) continue;
  const small = cut(JSON.parse(readFileSync(source, 'utf8')));
  const file = fileURLToPath(new URL(`../../.matrix/${name}-small.heapsnapshot`, import.meta.url));
  // V8 writes ASCII alone.
  const text = JSON.stringify(small).replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  writeFileSync(file, text);
  const gzipped = gzipSync(text, { level: 9 });
  writeFileSync(`${folder}${name}.heapsnapshot.gz`, gzipped);
  const classes = devtoolsClasses(script, file);
  writeFileSync(`${folder}${name}.classes.json`, `[\n${classes.map((each) => JSON.stringify(each)).join(',\n')}\n]\n`);
  console.log(`${name}: ${gzipped.length} bytes, ${classes.length} classes`);
}

/**
 * A snapshot of some of the nodes: every k-th of each type and the sample's own, with what leads to them from the root.
 */
function cut(snapshot) {
  const { meta } = snapshot.snapshot;
  const fields = meta.node_fields.length;
  const [edgeCountField, nameField] = ['edge_count', 'name'].map((field) => meta.node_fields.indexOf(field));
  const { nodes, edges, strings } = snapshot;
  const firstEdge = [0];
  for (let at = edgeCountField; at < nodes.length; at += fields) firstEdge.push(firstEdge.at(-1) + nodes[at]);
  const from = new Int32Array(nodes.length / fields).fill(-1);
  from[0] = 0;
  const order = [0];
  for (const node of order) {
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      const to = edges[3 * edge + 2] / fields;
      if (from[to] >= 0) continue;
      from[to] = node;
      order.push(to);
    }
  }
  const kept = new Set();
  const step = Math.ceil(order.length / maxNodes) * 4;
  order.forEach((node, at) => {
    if (
      at % step !== 0 &&
      !/User|Twin|Widget|Detached|WeakMap|^<|^Object$/.test(strings[nodes[node * fields + nameField]])
    )
      return;
    for (let up = node; kept.size < maxNodes && !kept.has(up); up = from[up]) kept.add(up);
  });
  const ordinals = [...kept].sort((a, b) => a - b);
  const renumbered = new Map(ordinals.map((node, index) => [node, index]));
  const texts = new Map();
  const text = (index) => {
    if (!texts.has(index)) texts.set(index, texts.size);
    return texts.get(index);
  };
  text(0);
  const result = {
    ...snapshot,
    nodes: [],
    edges: [],
    locations: [],
    samples: [],
    trace_function_infos: [],
    trace_tree: [],
  };
  const named = meta.edge_types[0].map((type) => type !== 'element' && type !== 'hidden');
  for (const node of ordinals) {
    const row = nodes.slice(node * fields, (node + 1) * fields);
    row[nameField] = text(row[nameField]);
    row[edgeCountField] = 0;
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      const [type, name, to] = edges.slice(3 * edge, 3 * edge + 3);
      const target = renumbered.get(to / fields);
      if (target === undefined) continue;
      row[edgeCountField]++;
      result.edges.push(type, named[type] ? text(name) : name, target * fields);
    }
    result.nodes.push(...row);
  }
  const locationFields = meta.location_fields.length;
  for (let at = 0; at < snapshot.locations.length; at += locationFields) {
    const node = renumbered.get(snapshot.locations[at] / fields);
    if (node !== undefined)
      result.locations.push(node * fields, ...snapshot.locations.slice(at + 1, at + locationFields));
  }
  // Newer sections that tell of node indexes too.
  for (const name of ['scopes', 'scope_context_vars', 'scope_uses']) if (name in snapshot) result[name] = [];
  result.strings = [...texts.keys()].map((index) => strings[index].slice(0, 500));
  const counts = { node_count: ordinals.length, edge_count: result.edges.length / 3, trace_function_count: 0 };
  result.snapshot = { ...snapshot.snapshot, ...counts };
  return result;
}
