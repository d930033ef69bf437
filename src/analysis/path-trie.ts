import { getOrAdd } from './get-or-add.js';
import type { Label } from './labels.js';

/** One step of a path as a programmer would write it: by which name, to what kind of node. */
export interface TrieStep {
  readonly label: Label | null;
  /** Equal for nodes that a path does not tell apart: of one class, or closures of one function. */
  readonly nodeKey: number;
}

/** The empty path. */
export const emptyPath = 0;

/** A linked structure may come back to the same kind of node after up to this many steps. */
const longestPeriod = 8;

/**
 * Paths as a tree of their steps, so that each path is one number and equal paths are the same number.
 *
 * Steps that repeat (`next (Node) → next (Node)`, `children (Array) → Node → …`) fold into one that is marked, so the
 * paths into a linked list are the same path, and the tree stays small however long the list is.
 */
export class PathTrie {
  readonly #parent: number[] = [emptyPath];
  readonly #step: TrieStep[] = [{ label: null, nodeKey: -1 }];
  readonly #repeated: number[] = [0];
  readonly #children: Map<Label | null, Map<number, number>>[] = [new Map()];
  readonly #marked = new Map<number, number>();

  parent(path: number): number {
    return this.#parent[path];
  }

  step(path: number): TrieStep {
    return this.#step[path];
  }

  /** How many of the last steps repeat: 0 where none do. */
  repeated(path: number): number {
    return this.#repeated[path];
  }

  /** The path with one step more, or the one that it folds into. */
  append(path: number, label: Label | null, nodeKey: number): number {
    const step = { label, nodeKey };
    for (let period = 1; period <= longestPeriod; period++) {
      const folded = this.#fold(path, step, period);
      if (folded !== -1) return folded;
    }
    return this.#child(path, step);
  }

  /**
   * Where the last `period` steps, `step` included, equal the ones before, gives the path that ends before them,
   * marked.
   */
  #fold(path: number, step: TrieStep, period: number): number {
    let ahead = path;
    for (let back = 1; back < period; back++) ahead = this.#parent[ahead];
    if (ahead === emptyPath) return -1;
    const first = ahead;
    for (let index = 0, late = step, at = path; index < period; index++) {
      if (ahead === emptyPath || !sameStep(late, this.#step[ahead])) return -1;
      late = this.#step[at];
      at = this.#parent[at];
      ahead = this.#parent[ahead];
    }
    return this.#mark(first, period);
  }

  #mark(path: number, period: number): number {
    if (this.#repeated[path] === period) return path;
    const key = path * (longestPeriod + 1) + period;
    return getOrAdd(this.#marked, key, () => this.#add(this.#parent[path], this.#step[path], period));
  }

  #child(path: number, step: TrieStep): number {
    const byKey = getOrAdd(this.#children[path], step.label, () => new Map<number, number>());
    return getOrAdd(byKey, step.nodeKey, () => this.#add(path, step, 0));
  }

  #add(parent: number, step: TrieStep, repeated: number): number {
    this.#parent.push(parent);
    this.#step.push(step);
    this.#repeated.push(repeated);
    this.#children.push(new Map());
    return this.#parent.length - 1;
  }
}

function sameStep(a: TrieStep, b: TrieStep): boolean {
  return a.label === b.label && a.nodeKey === b.nodeKey;
}
