import type { ClassTexts, Heap } from './heap.js';
import { classesMeant, comparableName } from './instances.js';
import { OuterInstances } from './outer-instances.js';
import { PathGroups } from './path-groups.js';
import type { ProgramHeap } from './program-heap.js';
import { describeGroups, type RetainingPaths } from './retaining.js';

/** As many paths of a class are kept as a command shows by default. */
const KEPT_PATHS = 5;

/**
 * Describes for each class whose name no other one has how its objects are held, by its index, so that it need not be
 * found out again: as text, since most will never be asked for. O(n + e) for all classes together.
 */
export function describeClasses(heap: Heap): ClassTexts {
  const { classes } = heap.program;
  const groups = groupAllByPath(heap);
  const namesakes = new Map<string, number>();
  for (const { name, count } of classes) {
    if (count > 0) namesakes.set(comparableName(name), (namesakes.get(comparableName(name)) ?? 0) + 1);
  }
  const encoder = new TextEncoder();
  const [described, ends]: number[][] = [[], []];
  const texts: Uint8Array[] = [];
  let end = 0;
  classes.forEach(({ name, count, shallowSize: shallowBytes, retainedSize: retainedBytes }, index) => {
    if (count === 0 || namesakes.get(comparableName(name)) !== 1) return;
    const objects = { name, count, shallowBytes, retainedBytes };
    const paths = describeGroups(heap, objects, groups[index].merged(), KEPT_PATHS);
    const text = encoder.encode(JSON.stringify(paths));
    texts.push(text);
    end += text.length;
    ends.push(end);
    described.push(index);
  });
  const bytes = new Uint8Array(end);
  texts.forEach((text, at) => {
    bytes.set(text, ends[at] - text.length);
  });
  return { classes: Uint32Array.from(described), ends: Uint32Array.from(ends), bytes };
}

/** Groups the objects of each class, by its index. */
function groupAllByPath({ analysis, program, readablePaths }: Heap): PathGroups[] {
  const { classOf, dominator } = analysis;
  const { classes, shallowSize, retainedSize } = program;
  const groups = classes.map(() => new PathGroups(readablePaths));
  for (let node = 0; node < classOf.length; node++) {
    if (shallowSize[node] > 0) groups[classOf[node]].add(node, retainedSize[node]);
  }
  const outer = new OuterInstances(dominator, (node) => (shallowSize[node] > 0 ? classOf[node] : -1));
  for (const node of nestedByClass(program, classOf)) groups[classOf[node]].take(outer.of(node), retainedSize[node]);
  return groups;
}

/** The nodes that others of their class dominate, class after class. */
function nestedByClass({ classes, nested }: ProgramHeap, classOf: Uint32Array): Uint32Array {
  const isNested = (node: number) => ((nested[node >>> 5] >>> (node & 31)) & 1) === 1;
  const end = new Uint32Array(classes.length + 1);
  for (let node = 0; node < classOf.length; node++) if (isNested(node)) end[classOf[node] + 1]++;
  for (let index = 1; index < end.length; index++) end[index] += end[index - 1];
  const nodes = new Uint32Array(end[classes.length]);
  for (let node = 0; node < classOf.length; node++) if (isNested(node)) nodes[end[classOf[node]]++] = node;
  return nodes;
}

/** How the objects of a class are held, if that was kept and is as much as is asked for; else null. */
export function keptRetainingPaths(heap: Heap, name: string, most: number): RetainingPaths | null {
  const meant = classesMeant(heap, name);
  const { classes, ends, bytes } = heap.classTexts;
  const at = meant.length === 1 ? classes.indexOf(meant[0]) : -1;
  if (at === -1) return null;
  const kept: RetainingPaths = JSON.parse(
    new TextDecoder().decode(bytes.subarray(at === 0 ? 0 : ends[at - 1], ends[at])),
  );
  if (most < kept.paths.length || (most > kept.paths.length && kept.more.paths > 0)) return null;
  return { ...kept, name };
}
