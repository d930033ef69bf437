// memlab on one file: parse, dominators, retained sizes.
//   node memlab-entry.mjs FILE
import { getFullHeapFromFile } from '@memlab/heap-analysis';

const heap = await getFullHeapFromFile(process.argv[2]);
let nodes = 0;
let retained = 0;
heap.nodes.forEach((node) => {
  nodes++;
  retained = Math.max(retained, node.retainedSize);
});
process.stdout.write(JSON.stringify({ nodes, retained }));
