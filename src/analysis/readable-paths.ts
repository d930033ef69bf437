import type { HeapGraph } from '../heap/graph.js';
import { Scratch } from '../heap/scratch.js';
import type { ClassNames } from './class-names.js';
import { getOrAdd } from './get-or-add.js';
import { type Label, type Labels, slot } from './labels.js';
import type { PathStart, Starts } from './path-starts.js';
import { emptyPath, PathTrie } from './path-trie.js';
import { noEdge, type ShortestPaths } from './shortest-paths.js';
import { TripleTable } from './triple-table.js';

/** A path with the label that the edges since its last step have earned, which the next step will carry. */
interface State {
  readonly path: number;
  readonly pending: Label | null;
}

/** One node on a readable path: `node` as it appears in the graph, at this place of the trie. */
export interface PathNode {
  readonly path: number;
  readonly node: number;
}

const unknown = 0;

/**
 * Turns shortest paths into readable ones: hidden nodes left out, entries and elements folded, and everything before
 * the last module's variables (or the global object) cut off, since that is where a programmer looks for what holds
 * something.
 *
 * Works on the whole tree of shortest paths at once: each node is looked at once, whatever the number of paths through
 * it.
 */
export class ReadablePaths {
  readonly trie = new PathTrie();
  readonly #paths: ShortestPaths;
  readonly #names: ClassNames;
  readonly #labels: Labels;
  readonly #starts: Starts;
  /** n: the state of each node that was looked at, as an index into `#states`. */
  readonly #stateOf: Uint32Array;
  readonly #states: State[] = [{ path: emptyPath, pending: null }];
  readonly #stateIds = new Map<number, Map<Label | null, number>>();
  readonly #transitions = new TripleTable();
  /** Empty between two calls: of millions, most would need no array. */
  readonly #stack: number[] = [];
  readonly #startList: PathStart[] = [];
  readonly #startKeys = new Map<string, number>();

  constructor(
    graph: HeapGraph,
    paths: ShortestPaths,
    names: ClassNames,
    labels: Labels,
    starts: Starts,
    scratch = new Scratch(),
  ) {
    this.#paths = paths;
    this.#names = names;
    this.#labels = labels;
    this.#starts = starts;
    this.#stateOf = scratch.uint32(graph.nodeCount).fill(0);
    for (const { node } of starts.all()) this.#stateOf[node] = this.#stateId(this.#startPath(starts.at(node)!), null);
  }

  /** The readable path to a node, which is shown whatever it is; -1 where no path leads to it. */
  of(node: number): number {
    const { edge, parent } = this.#paths;
    if (edge[node] === noEdge && this.#stateOf[node] === unknown) return -1;
    if (edge[node] === noEdge || this.#names.isVisible(node)) {
      const { path } = this.#states[this.#resolve(node)];
      return this.trie.step(path).label === null ? this.trie.append(path, slot, this.#names.keyOf(node)) : path;
    }
    const before = this.#states[this.#resolve(parent[node])];
    return this.trie.append(before.path, this.#label(before, parent[node], edge[node]), this.#names.keyOf(node));
  }

  /** The nodes of the readable path to `node`, which its trie path `path` was made of, the start left out. */
  nodes(node: number, path: number): PathNode[] {
    const on = new Set<number>();
    for (let at = path; at !== emptyPath; at = this.trie.parent(at)) {
      if (this.trie.step(at).label !== null) on.add(at);
    }
    const nodes = new Map<number, number>([[path, node]]);
    for (let at = node, before = -1; at !== before; before = at, at = this.#paths.parent[at]) {
      const state = this.#states[this.#stateOf[at]];
      if (state === undefined || state.pending !== null) continue;
      if (on.has(state.path) && !nodes.has(state.path)) nodes.set(state.path, at);
    }
    return [...nodes].map(([at, its]) => ({ path: at, node: its })).reverse();
  }

  /** Where a path begins; null for the empty path. */
  start(path: number): PathStart | null {
    let first = path;
    while (first !== emptyPath && this.trie.parent(first) !== emptyPath) first = this.trie.parent(first);
    const { label, nodeKey } = this.trie.step(first);
    return first !== emptyPath && label === null ? (this.#startList[-nodeKey] ?? null) : null;
  }

  /** Looks at a node, after all that come before it on its path. */
  #resolve(node: number): number {
    const stack = this.#stack;
    let at = node;
    while (this.#stateOf[at] === unknown) {
      stack.push(at);
      at = this.#paths.parent[at];
    }
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      this.#stateOf[next] = this.#enter(this.#paths.parent[next], this.#paths.edge[next], next);
    }
    return this.#stateOf[node];
  }

  #enter(from: number, edge: number, node: number): number {
    const start = this.#starts.at(node);
    if (start !== null) return this.#stateId(this.#startPath(start), null);
    const labelKey = this.#labels.keyOf(from, edge);
    if (labelKey === -1) return this.#step(from, edge, node);
    // The state depends on nothing else.
    const before = this.#stateOf[from];
    const nodeKey = this.#names.keyOf(node);
    const known = this.#transitions.get(before, labelKey, nodeKey);
    if (known !== 0) return known;
    const state = this.#step(from, edge, node);
    this.#transitions.add(before, labelKey, nodeKey, state);
    return state;
  }

  #step(from: number, edge: number, node: number): number {
    const before = this.#states[this.#stateOf[from]];
    const label = this.#label(before, from, edge);
    if (!this.#names.isVisible(node)) return this.#stateId(before.path, label);
    return this.#stateId(this.trie.append(before.path, label, this.#names.keyOf(node)), null);
  }

  /** The last name on the way from one visible node to the next says best what the edge is. */
  #label(before: State, from: number, edge: number): Label {
    const label = this.#labels.of(from, edge);
    return label === slot && before.pending !== null ? before.pending : label;
  }

  #startPath(start: PathStart): number {
    const text = `${start.kind} ${start.name}`;
    const key = getOrAdd(this.#startKeys, text, () => this.#startList.push(start) - 1);
    return this.trie.append(emptyPath, null, -key);
  }

  #stateId(path: number, pending: Label | null): number {
    const ids = getOrAdd(this.#stateIds, path, () => new Map<Label | null, number>());
    return getOrAdd(ids, pending, () => this.#states.push({ path, pending }) - 1);
  }
}
