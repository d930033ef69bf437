import { UserError } from '../errors.js';
import type { HeapClass } from '../heap/analyse.js';
import { describePlace } from '../places/shorten.js';
import { classPlace } from './class-place.js';
import type { Heap } from './heap.js';
import { matchNodes } from './match-nodes.js';
import { didYouMean, nearNames } from './near-names.js';
import { OuterInstances } from './outer-instances.js';
import { nodesOfPart } from './parts.js';
import { type NodeGroup, PathGroups } from './path-groups.js';

/** All nodes of the classes with one name: DevTools tells classes of the same name apart, a user types the name. */
export interface Instances {
  readonly name: string;
  /** n: 1 for each node of these classes. */
  readonly has: Uint8Array;
  readonly count: number;
  readonly shallowBytes: number;
  readonly retainedBytes: number;
}

/**
 * The classes that are meant by a name, by their index: those of this name, whatever the order of its properties in
 * `{a, b}`, or, as `types` tells classes of one name apart, the one that is called `name place`. Empty where there are
 * none, as for the name of a part.
 */
export function classesMeant(heap: Heap, name: string): number[] {
  const { classes } = heap.program;
  const key = comparableName(name);
  const those = (is: (each: HeapClass, index: number) => boolean) =>
    classes.flatMap((each, index) => (each.count > 0 && is(each, index) ? [index] : []));
  const named = those((each) => each.name === name || comparableName(each.name) === key);
  if (named.length > 0) return named;
  return those(
    (each, index) =>
      name.startsWith(`${each.name} `) &&
      name === `${each.name} ${describePlace(classPlace(heap, each.key, index)).location}`,
  );
}

/**
 * Finds the instances of the classes, or of the part of a class, that are meant by a name. Throws a UserError that
 * suggests others where there are none.
 */
export function findInstances(heap: Heap, name: string): Instances {
  const { shallowSize } = heap.program;
  const isPart = nodesOfPart(heap, name, (held) => nodesOfClass(heap, held));
  const isMeant = nodesOfClass(heap, name) ?? isPart;
  if (isMeant === null) throw unknownClass(heap, name);
  const has = new Uint8Array(shallowSize.length);
  for (let node = 0; node < has.length; node++) has[node] = shallowSize[node] > 0 && isMeant(node) ? 1 : 0;
  if (isMeant === isPart && !has.includes(1)) throw unknownClass(heap, name);
  return sumUp(heap, name, has);
}

function nodesOfClass(heap: Heap, name: string): ((node: number) => boolean) | null {
  const { classOf } = heap.analysis;
  const meant = classesMeant(heap, name);
  if (meant.length === 0) return null;
  const wanted = new Uint8Array(heap.program.classes.length);
  for (const index of meant) wanted[index] = 1;
  return (node) => wanted[classOf[node]] === 1;
}

/**
 * The instances among these that another snapshot of the same process, taken before, does not have. Throws a UserError
 * where the two number their objects differently.
 */
export function newInstances(heap: Heap, instances: Instances, base: Heap): Instances {
  const earlier = matchNodes(heap, base);
  if (earlier === null) {
    throw new UserError('other-ids', 'what is new cannot be told: the two snapshots number their objects differently', {
      hint: 'take both in one console, the earlier one without --fork; .diff still compares classes',
    });
  }
  const has = instances.has.map((is, node) => (is === 1 && earlier(node) === -1 ? 1 : 0));
  return sumUp(heap, instances.name, has);
}

/** The node with `@id`. Throws a UserError where there is none. */
export function findNode(heap: Heap, id: number): number {
  const node = heap.nodeWithId(id);
  if (node !== -1) return node;
  throw new UserError('unknown-id', `the snapshot has no object @${id}`, {
    hint: 'an @id stays the same in all snapshots of one process, while the object lives',
  });
}

/** The nodes that `has` marks, by ordinal. */
export function* nodesOf({ has }: Pick<Instances, 'has'>): Generator<number> {
  for (let node = 0; node < has.length; node++) if (has[node] === 1) yield node;
}

/** Groups instances by the shortest path that holds each, the group that retains most first. */
export function groupInstances(heap: Heap, instances: Pick<Instances, 'has'>): NodeGroup[] {
  const groups = new PathGroups(heap.readablePaths);
  const outer = new OuterInstances(heap.analysis.dominator, (node) => instances.has[node]);
  for (const node of nodesOf(instances)) {
    const bytes = heap.program.retainedSize[node];
    groups.add(node, bytes);
    groups.take(outer.of(node), bytes);
  }
  return groups.merged();
}

function sumUp(heap: Heap, name: string, has: Uint8Array): Instances {
  const outer = new OuterInstances(heap.analysis.dominator, (node) => has[node]);
  const instances = { name, has, count: 0, shallowBytes: 0, retainedBytes: 0 };
  for (const node of nodesOf(instances)) {
    instances.count++;
    instances.shallowBytes += heap.program.shallowSize[node];
    if (outer.of(node) === -1) instances.retainedBytes += heap.program.retainedSize[node];
  }
  return instances;
}

function unknownClass(heap: Heap, name: string): UserError {
  const names = heap.program.classes.filter(({ count }) => count > 0).map((each) => each.name);
  const near = nearNames(names, name);
  return new UserError('unknown-class', `the snapshot has no class ${name}`, {
    hint: near.length > 0 ? didYouMean(near) : 'the command types lists the classes that there are',
  });
}

/**
 * A class name; of one that lists properties, `{a, b}`, the properties in order, since nobody knows in which they
 * stand.
 */
export function comparableName(name: string): string {
  if (!name.startsWith('{')) return name;
  const properties = name.slice(1, -1).split(',');
  return `{${properties.map((property) => property.trim()).sort()}}`;
}
