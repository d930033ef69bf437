import { emptyPath } from './path-trie.js';
import type { ReadablePaths } from './readable-paths.js';

/** Nodes that are held in the same way. */
export interface NodeGroup {
  /** The readable path that they have in common; -1 for what no path leads to. */
  readonly path: number;
  /** One of them, whose path shows what repeats if that of any of them does. */
  readonly example: number;
  readonly count: number;
  /** Bytes that would be freed with them, what is nested counted once. */
  readonly retainedBytes: number;
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
  const plain = plainPaths(readable);
  const groups = new Map<
    number,
    { path: number; example: number; marks: number; count: number; retainedBytes: number }
  >();
  for (const node of nodes) {
    const path = readable.of(node);
    const { key, marks } = path === -1 ? { key: -1, marks: 0 } : plain(path);
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, { path, example: node, marks, count: 1, retainedBytes: retainedBytes(node) });
      continue;
    }
    group.count++;
    group.retainedBytes += retainedBytes(node);
    if (marks > group.marks) Object.assign(group, { path, example: node, marks });
  }
  return [...groups.values()]
    .sort((a, b) => b.retainedBytes - a.retainedBytes || b.count - a.count)
    .map(({ path, example, count, retainedBytes: bytes }) => ({ path, example, count, retainedBytes: bytes }));
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
