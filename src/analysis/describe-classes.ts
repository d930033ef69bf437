import type { ClassTexts, Heap } from './heap.js';
import { classesMeant, comparableName } from './instances.js';
import { PathGroups } from './path-groups.js';
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

/** Groups the objects of each class, by its index. The tree of dominators is walked in depth. */
function groupAllByPath({ analysis, program, dominated, readablePaths }: Heap): PathGroups[] {
  const { classOf, dominator } = analysis;
  const { shallowSize, retainedSize } = program;
  const groups = program.classes.map(() => new PathGroups(readablePaths));
  // Of each class the nearest object above the node, and those that were it before, in the order of the way down.
  const nearest = new Int32Array(groups.length).fill(-1);
  const before: number[] = [];
  for (let node = 0; ; ) {
    if (shallowSize[node] !== 0) {
      const index = classOf[node];
      groups[index].add(node, retainedSize[node], nearest[index]);
      if (dominated.first[node] !== 0) {
        before.push(nearest[index]);
        nearest[index] = node;
      }
    }
    if (dominated.first[node] !== 0) {
      node = dominated.first[node];
      continue;
    }
    while (node !== 0 && dominated.next[node] === 0) {
      node = dominator[node];
      if (shallowSize[node] !== 0) nearest[classOf[node]] = before.pop()!;
    }
    if (node === 0) return groups;
    node = dominated.next[node];
  }
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
