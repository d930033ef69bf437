import { emptyPath } from './path-trie.js';
import type { ReadablePaths } from './readable-paths.js';

/** Nodes that are held in the same way. */
export interface NodeGroup {
  /** The readable path that they have in common; -1 for what no path leads to. */
  path: number;
  /** The first of them, or of those whose path shows what repeats. */
  example: number;
  count: number;
  /** Bytes that would be freed with them, without those of other instances that they dominate. */
  retainedBytes: number;
}

/** Groups nodes by their readable paths, by what `bytes` gives for each, the group with most first. */
export function groupByPath(
  nodes: Iterable<number>,
  readable: ReadablePaths,
  bytes: (node: number) => number,
): NodeGroup[] {
  const groups = new PathGroups(readable);
  for (const node of nodes) groups.add(node, bytes(node));
  return groups.merged();
}

/** Nodes, grouped by their readable paths. */
export class PathGroups {
  readonly #readable: ReadablePaths;
  readonly #byPath = new Map<number, NodeGroup>();

  constructor(readable: ReadablePaths) {
    this.#readable = readable;
  }

  /** Adds a node. */
  add(node: number, retainedBytes: number): void {
    const group = this.#groupOf(node);
    group.count++;
    group.retainedBytes += retainedBytes;
  }

  /**
   * Takes what a node retains from the nearest of the others that dominates it, if there is one: so the many of a list
   * or tree are told with their bytes, and not its head with all. `outer`: -1 for none.
   */
  take(outer: number, retainedBytes: number): void {
    if (outer !== -1) this.#groupOf(outer).retainedBytes -= retainedBytes;
  }

  /** The groups, of which those whose paths differ only in what repeats are one; the one that retains most first. */
  merged(): NodeGroup[] {
    return mergeGroups(
      [...this.#byPath.values()].sort((a, b) => a.example - b.example),
      this.#readable,
    );
  }

  #groupOf(node: number): NodeGroup {
    const path = this.#readable.of(node);
    let group = this.#byPath.get(path);
    if (group === undefined) {
      group = { path, example: node, count: 0, retainedBytes: 0 };
      this.#byPath.set(path, group);
    } else if (node < group.example) {
      group.example = node;
    }
    return group;
  }
}

function mergeGroups(groups: readonly NodeGroup[], readable: ReadablePaths): NodeGroup[] {
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
