import type { ClassInfo } from '../objects/class-info.js';
import type { EdgeKind } from '../objects/cursors.js';
import { own } from '../objects/intrinsics.js';

/** Where a function or class is from: its script, and line and column from 0. */
export interface FunctionPlace {
  readonly scriptId: string;
  readonly line: number;
  readonly column: number;
}

/** For a variable: of which function's scope, and whether that is the scope of the whole module. */
export interface VariableScope {
  readonly scriptId: string | null;
  readonly name: string;
  readonly isModule: boolean;
  /** The function through which it was found (see `ScopeExplorer`), and the index of this scope among its scopes. */
  readonly ask: number;
  readonly entry: number;
  /** Where that function begins, from 0. */
  readonly line: number;
  readonly column: number;
}

/** How an object was reached: a list towards the root. */
export interface PathNode {
  readonly from: PathNode | null;
  readonly key: unknown;
  /** `gap`, in a step: of a very long path the middle is left out here. */
  readonly edge: EdgeKind | 'root' | 'gap';
  /** Of the object at this node; null for a root that is none, and for a proxy. */
  readonly info: ClassInfo | null;
  /** For how many objects this one stands. */
  readonly weight: number;
  readonly scope: VariableScope | null;
  /**
   * The first step after the beginning, which is a root or the last variable on the way; null at the beginning itself.
   */
  rootStep: PathNode | null;
  /** The chain that it is a link of, if it is one. */
  chain: Chain | null;
}

/**
 * Objects of one class, each of which holds the next by the same name, as in a linked list, or as functions that wrap
 * one another; in a tree, by several names.
 */
export interface Chain {
  readonly first: PathNode;
  length: number;
  /** The one that the last link hangs on: it has two where they come one after the other, and then this is a tree. */
  last: PathNode;
  isTree: boolean;
}

/** One step of a path, from the root on; texts where the key is no plain name. */
export interface PathStep {
  readonly how: PathNode['edge'];
  readonly key: string;
  /** For a key that is no string: its type. */
  readonly keyType: string;
  /** Of the object at this step. */
  readonly type: string | null;
  /**
   * Where that class is from, or for a prototype the class whose it is; only if it is the program's, and its place was
   * asked for.
   */
  readonly typeFrom?: FunctionPlace;
  /** Of `_events`, where the class of the object that has it has no method `listeners`, as models of Backbone. */
  readonly isOfNoEmitter?: true;
  /** For a variable, where its scope is from, and whether it is the scope of the whole module. */
  readonly scope: VariableScope | null;
}

/** The key of the step from an object to what a WeakMap holds under it. */
export const WEAK_VALUE = '[[WeakMap]]';
/** The key of the step from an object to its prototype. */
export const PROTOTYPE = '[[Prototype]]';

const MOST_STEPS = 40;
/** No path of a file is longer. */
const MOST_CHARACTERS = 4096;

/** Where a path begins. */
export function rootNode(key: string): PathNode {
  return { from: null, key, edge: 'root', info: null, weight: 1, scope: null, rootStep: null, chain: null };
}

/** What is reached from another node, or from nothing. */
export function newNode(
  info: ClassInfo | null,
  from: PathNode | null,
  key: unknown,
  edge: PathNode['edge'],
  scope: VariableScope | null,
): PathNode {
  const weight = from === null ? 1 : from.weight;
  const node: PathNode = { from, key, edge, info, weight, scope, rootStep: null, chain: null };
  if (from !== null && edge !== 'variable') node.rootStep = from.rootStep ?? node;
  return node;
}

/**
 * Makes a node a link of the chain that an alike one before belongs to, or of a new one with that. Links come one after
 * the other, or every second step: functions that each keep the object with the one before. Null where it is none.
 */
export function linkToChain(node: PathNode): Chain | null {
  const period = periodOf(node);
  const last = period === 0 ? nodeAbove(node) : stepsBack(node, period)!;
  if (last === null) return null;
  if (last.chain === null) {
    // The first may be held by another name.
    const before = period === 0 ? null : stepsBack(last, period);
    const isSecond = before?.info === node.info;
    last.chain = { first: isSecond ? before : last, length: isSecond ? 2 : 1, last: node, isTree: false };
  }
  const { chain } = last;
  chain.length++;
  chain.isTree ||= chain.last === last;
  chain.last = last;
  node.chain = chain;
  return chain;
}

/**
 * The node of the same class, one of the program, that holds a node by any name, or by a list or dictionary of its own,
 * as in a tree. Null where there is none.
 */
function nodeAbove({ info, from }: PathNode): PathNode | null {
  if (info === null || info.type === null || info.isExotic || info.name === 'Object' || from === null) return null;
  const above = from.info === info ? from : from.from;
  return above !== null && above.info === info ? above : null;
}

/** How many steps before a node is one like it: 1, 2, or 0 where there is none. */
function periodOf(node: PathNode): 0 | 1 | 2 {
  const { from } = node;
  if (isLinkAfter(node, from)) return 1;
  // What is between the links comes every second step as well, and is no other chain.
  if (from === null || from.chain !== null) return 0;
  return isLinkAfter(node, from.from) && isLinkAfter(from, stepsBack(from, 2)) ? 2 : 0;
}

function stepsBack({ from }: PathNode, steps: 1 | 2): PathNode | null {
  return steps === 1 ? from : (from?.from ?? null);
}

/** Each prototype on a chain of prototypes is of a class of its own. */
function isLinkAfter(node: PathNode, other: PathNode | null): boolean {
  return other !== null && isAlike(node, other) && (node.info === other.info || node.key === PROTOTYPE);
}

/** Of a linked list, or a chain of prototypes, the first and the last few steps; there may be a million. */
const MOST_REPEATS = 3;

/** Tells where a class is from; null for V8's. */
export type PlaceOfClass = (type: object) => FunctionPlace | null;

/** The path to a node, from its root on; of a very long one the beginning and the last steps. */
export function stepsTo(node: PathNode, placeOf: PlaceOfClass = () => null): PathStep[] {
  const steps: PathStep[] = [];
  let at: PathNode | null = node;
  for (let repeats = 0; at !== null && steps.length < MOST_STEPS; at = at.from) {
    const before: PathNode | null = at.from;
    // Functions that each keep the last one's call come again after two steps.
    const isEverySecond = !isAlike(at, before) && isAlike(at, before?.from);
    repeats = isEverySecond || isAlike(at, before) ? repeats + 1 : 0;
    if (repeats <= MOST_REPEATS) steps.push(stepOf(at, placeOf));
    else if (isEverySecond && steps[steps.length - 1] !== GAP) steps.push(GAP);
  }
  if (at !== null) steps.push(GAP, stepOf(at.rootStep?.from ?? at, placeOf));
  return steps.reverse();
}

function isAlike(node: PathNode, other: PathNode | null | undefined): boolean {
  return other != null && node.key === other.key && node.edge === other.edge;
}

const GAP: PathStep = { how: 'gap', key: '', keyType: 'string', type: null, scope: null };

function stepOf({ edge, key, info, scope, from }: PathNode, placeOf: PlaceOfClass): PathStep {
  const name = isOfClass(edge) ? own(key as object, 'name') : key;
  const type = info?.name ?? (edge === 'root' ? null : 'Proxy');
  const classOf = isOfClass(edge) ? (key as object) : info?.type;
  const typeFrom = classOf ? placeOf(classOf) : null;
  return {
    how: edge,
    key: textOf(name),
    keyType: typeof key,
    type,
    ...(typeFrom && { typeFrom }),
    ...(key === '_events' && from?.info?.isEmitter === false && { isOfNoEmitter: true as const }),
    scope,
  };
}

/** Whether a path begins so at a class, which is the key: at its prototype, or at one of its few objects. */
export function isOfClass(edge: PathNode['edge']): boolean {
  return edge === 'prototype' || edge === 'instance';
}

/** A key as a text; empty for one that is an object. */
export function textOf(key: unknown): string {
  if (typeof key === 'string') return key.length > MOST_CHARACTERS ? `${key.slice(0, MOST_CHARACTERS - 1)}…` : key;
  if (typeof key === 'symbol') return key.description ?? '';
  return (typeof key === 'object' && key !== null) || typeof key === 'function' ? '' : String(key);
}
