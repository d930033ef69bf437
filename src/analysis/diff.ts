import { classesOfForms, type NodeClass } from '../heap/classes.js';
import type { Located } from '../places/place.js';
import { describePlace } from '../places/shorten.js';
import { classPlace } from './class-place.js';
import type { Heap } from './heap.js';
import { matchNodes } from './match-nodes.js';

/** How a class differs between two snapshots of one process. */
export interface TypeDiff extends Located {
  readonly name: string;
  /** Where the constructor stands, null where it is not known. */
  readonly location: string | null;
  /** Objects in the later snapshot. */
  readonly count: number;
  /** Objects that the base does not have; null, as all but the deltas, where objects cannot be matched. */
  readonly new: number | null;
  /** Objects that only the base has. */
  readonly deleted: number | null;
  /** How many more objects there are. */
  readonly delta: number;
  /** The shallow size of the new objects, bytes. */
  readonly allocatedBytes: number | null;
  /** The shallow size of the deleted objects, bytes. */
  readonly freedBytes: number | null;
  /** By how much their shallow size has grown, bytes. */
  readonly deltaBytes: number;
}

/** How two snapshots of one process differ. */
export interface Diff {
  /** Whether objects could be matched; else classes are compared, by count and size. */
  readonly isMatched: boolean;
  /** The class that grew most first; classes that did not change are left out. */
  readonly types: readonly TypeDiff[];
  readonly more: number;
  /** Of all classes, whether shown or not. */
  readonly total: Omit<TypeDiff, 'name' | 'location' | 'place' | 'count'>;
}

/**
 * Compares a heap with an earlier one of the same process, class by class, objects matched by node id, as DevTools'
 * comparison view does (HeapSnapshot.ts, calculateSnapshotDiff); where ids do not match, class by class alone. Sizes
 * are shallow sizes. The `most` classes that grew most are listed.
 */
export function diff(heap: Heap, base: Heap, most: number): Diff {
  const now = heap.analysis;
  const then = base.analysis;
  const [nowSize, thenSize] = [heap.program.shallowSize, base.program.shallowSize];
  const classes = heap.program.classes.map(({ key, name, count }) => ({ key, name, count, ...nothing }));
  const byKey = new Map(classes.map(({ key }, index) => [key, index]));
  const indexOf = ({ key, name }: NodeClass): number => {
    const known = byKey.get(key);
    if (known !== undefined) return known;
    byKey.set(key, classes.length);
    return classes.push({ key, name, count: 0, ...nothing }) - 1;
  };
  // Plain objects are grouped by what the later heap looks like, in both.
  const { plain } = base.comparable;
  const ofClasses = then.classes.map(indexOf);
  const ofForms = classesOfForms(plain, then.graph.strings, heap.comparable.plain.interfaces).map(indexOf);
  const thenClassOf = then.classOf.map((index) => ofClasses[index]);
  plain.nodes.forEach((node, at) => {
    thenClassOf[node] = ofForms[plain.formOf[at]];
  });

  const earlier = matchNodes(heap, base);
  const isMatched = earlier !== null;
  const stillThere = new Uint8Array(then.graph.nodeCount);
  for (let node = 0; node < now.graph.nodeCount; node++) {
    const before = earlier === null ? -1 : earlier(node);
    if (nowSize[node] === 0) {
      // What only the console holds now is left out, not gone.
      if (before !== -1 && heap.consoleObjects.has[node] === 1) stillThere[before] = 1;
      continue;
    }
    const wasThere = before !== -1 && (thenSize[before] > 0 || base.consoleObjects.has[before] === 1);
    const same = wasThere && thenClassOf[before] === now.classOf[node];
    if (same) {
      stillThere[before] = 1;
      continue;
    }
    classes[now.classOf[node]].new++;
    classes[now.classOf[node]].allocatedBytes += nowSize[node];
  }
  for (let node = 0; node < then.graph.nodeCount; node++) {
    if (thenSize[node] === 0 || stillThere[node] === 1) continue;
    const each = classes[thenClassOf[node]];
    each.deleted++;
    each.freedBytes += thenSize[node];
  }

  const changed = classes
    .map((each, at) => ({ ...each, at, ...deltas(each) }))
    .filter(
      isMatched ? (each) => each.new > 0 || each.deleted > 0 : (each) => each.delta !== 0 || each.deltaBytes !== 0,
    )
    .sort((a, b) => b.deltaBytes - a.deltaBytes || b.delta - a.delta);
  const total = changed.reduce(add, nothing);
  const unknown = isMatched ? {} : { new: null, deleted: null, allocatedBytes: null, freedBytes: null };
  return {
    isMatched,
    types: changed.slice(0, most).map(({ key, at, ...each }) => ({
      ...each,
      ...unknown,
      ...describePlace(classPlace(heap, key, at)),
    })),
    more: Math.max(0, changed.length - most),
    total: { ...total, ...deltas(total), ...unknown },
  };
}

interface Changes {
  new: number;
  deleted: number;
  allocatedBytes: number;
  freedBytes: number;
}

const nothing: Changes = { new: 0, deleted: 0, allocatedBytes: 0, freedBytes: 0 };

function deltas(changes: Changes): { delta: number; deltaBytes: number } {
  return { delta: changes.new - changes.deleted, deltaBytes: changes.allocatedBytes - changes.freedBytes };
}

function add(a: Changes, b: Changes): Changes {
  return {
    new: a.new + b.new,
    deleted: a.deleted + b.deleted,
    allocatedBytes: a.allocatedBytes + b.allocatedBytes,
    freedBytes: a.freedBytes + b.freedBytes,
  };
}
