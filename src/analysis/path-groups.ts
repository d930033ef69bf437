import { emptyPath } from './path-trie.js';
import type { ReadablePaths } from './readable-paths.js';

/** Nodes that are held in the same way. */
export interface NodeGroup {
  /** The readable path that they have in common; -1 for what no path leads to. */
  path: number;
  /** One of them, whose path shows what repeats if that of any of them does. */
  example: number;
  count: number;
  /** Bytes that would be freed with them, what is nested counted once. */
  retainedBytes: number;
}

/**
 * Groups nodes by their readable paths, the one that retains most first. `retainedBytes` gives what a node adds to the
 * sum of its group.
 */
export function groupByPath(
  nodes: Iterable<number>,
  readable: ReadablePaths,
  retainedBytes: (node: number) => number,
): NodeGroup[] {
  const groups = new Map<number, NodeGroup>();
  for (const node of nodes) addToGroup(groups, readable.of(node), node, retainedBytes(node));
  return mergeGroups(groups.values(), readable);
}

/** Adds a node to those with the same path. */
export function addToGroup(groups: Map<number, NodeGroup>, path: number, node: number, retainedBytes: number): void {
  const group = groups.get(path);
  if (group === undefined) {
    groups.set(path, { path, example: node, count: 1, retainedBytes });
  } else {
    group.count++;
    group.retainedBytes += retainedBytes;
  }
}

/** Makes one group of those whose paths differ only in what repeats; the one that retains most first. */
export function mergeGroups(groups: Iterable<NodeGroup>, readable: ReadablePaths): NodeGroup[] {
  const plain = plainPaths(readable);
  const merged = new Map<number, { marks: number; group: NodeGroup }>();
  for (const each of groups) {
    const { key, marks } = each.path === -1 ? { key: -1, marks: 0 } : plain(each.path);
    const known = merged.get(key);
    if (known === undefined) {
      merged.set(key, { marks, group: { ...each } });
      continue;
    }
    const { group } = known;
    group.count += each.count;
    group.retainedBytes += each.retainedBytes;
    if (marks <= known.marks) continue;
    known.marks = marks;
    group.path = each.path;
    group.example = each.example;
  }
  return [...merged.values()]
    .map(({ group }) => group)
    .sort((a, b) => b.retainedBytes - a.retainedBytes || b.count - a.count);
}

/**
 * Gives for a path the same one with no step marked as repeated, so that the first nodes of a list count with the rest.
 */
function plainPaths({ trie }: ReadablePaths): (path: number) => { key: number; marks: number } {
  const known = new Map<number, { key: number; marks: number }>([[emptyPath, { key: emptyPath, marks: 0 }]]);
  return function plain(path) {
    const stack: number[] = [];
    let at = path;
    while (!known.has(at)) {
      stack.push(at);
      at = trie.parent(at);
    }
    let result = known.get(at)!;
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      const { label, nodeKey } = trie.step(next);
      const marked = trie.repeated(next) > 0 ? 1 : 0;
      result = { key: trie.append(result.key, label, nodeKey), marks: result.marks + marked };
      known.set(next, result);
    }
    return result;
  };
}
