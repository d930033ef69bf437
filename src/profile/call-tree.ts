import type { Place } from '../places/place.js';
import type { HeapProfile } from './heap-profile.js';
import { varianceOf } from './standard-error.js';

/**
 * A function that allocates: what it is called, and where it begins, in the original source where a source map knows
 * it.
 */
export interface AllocatingFunction {
  readonly name: string;
  /** Null for what stands in no script: V8's builtins, native code. */
  readonly place: Place | null;
}

/** Bytes that are alive, by estimate. */
export interface LiveBytes {
  /** What the function itself has allocated, with the builtins and the functions of Node that it called. */
  selfBytes: number;
  /** The same with all other functions that it called. */
  totalBytes: number;
  /** The variance of `selfBytes`, bytes²; 0 where the sampling interval is not known. */
  selfVariance: number;
  totalVariance: number;
  /** How many samples `selfBytes` consists of. */
  selfSamples: number;
  totalSamples: number;
  /**
   * How many of `selfSamples` are the small objects by which Buffers and typed arrays are reached: their memory no
   * sampler sees.
   */
  bufferSamples: number;
}

/** A function in the calls that led to it. */
export interface CallTreeNode extends LiveBytes {
  /** Null for the root. */
  readonly function: AllocatingFunction | null;
  readonly parent: CallTreeNode | null;
  readonly children: Map<AllocatingFunction, CallTreeNode>;
}

/**
 * Makes a tree of calls of a profile. What V8's builtins and Node's own functions allocate is booked on the function
 * that called them, wherever a function of the program did. What our own functions allocate is left out, with what
 * they call of Node; the program's functions that they call begin a tree.
 *
 * @param functions one for each of the profile's frames, the same object for the same function; null for ours
 */
export function buildCallTree(
  { nodes, samples }: HeapProfile,
  functions: readonly (AllocatingFunction | null)[],
  intervalBytes: number | null,
): CallTreeNode {
  const root = newNode(null, null);
  /** By the profile's nodes; null for ours. */
  const tree: (CallTreeNode | null)[] = [root];
  for (let index = 1; index < nodes.length; index++) {
    const { frame, parent } = nodes[index];
    const caller = tree[parent];
    const callee = functions[frame];
    if (callee === null || (caller === null && isOfNode(callee))) tree[index] = null;
    else if (caller && isBookedOnCaller(callee, caller.function)) tree[index] = caller;
    else tree[index] = childOf(caller ?? root, callee);
  }
  for (const { node, bytes } of samples) {
    // V8 books on the root what native code allocates while no JavaScript runs.
    const call = node === 0 ? childOf(root, functions[nodes[0].frame]!) : tree[node];
    if (!call) continue;
    addSample(call, bytes, intervalBytes);
    const allocator = functions[nodes[node].frame]!;
    if (isOfNode(allocator) && BUFFERS.test(allocator.name)) call.bufferSamples++;
  }
  return withoutEmpty(root);
}

/** The functions of V8 and Node that make Buffers and typed arrays. */
const BUFFERS = /^((Fast|(Shared)?Array)?Buffer|DataView|(Big)?(Ui|I)nt\d+(Clamped)?Array|Float\d+Array|alloc\w*)$/;

/** V8's name for what initializes the fields of a class; its caller is the constructor. */
const FIELDS = '<instance_members_initializer>';

function isBookedOnCaller(callee: AllocatingFunction, caller: AllocatingFunction | null): boolean {
  if (caller === null) return false;
  if (callee.name === FIELDS) return true;
  return callee.place === null || (isOfNode(callee) && !isOfNode(caller));
}

function isOfNode({ place }: AllocatingFunction): boolean {
  return place === null || place.url.startsWith('node:');
}

function addSample(node: CallTreeNode, bytes: number, intervalBytes: number | null): void {
  const variance = intervalBytes === null ? 0 : varianceOf(bytes, intervalBytes);
  node.selfBytes += bytes;
  node.selfVariance += variance;
  node.selfSamples++;
  for (let at: CallTreeNode | null = node; at; at = at.parent) {
    at.totalBytes += bytes;
    at.totalVariance += variance;
    at.totalSamples++;
  }
}

/** Calls of which nothing is alive are left out: a profile holds them as long as V8 does. */
function withoutEmpty(node: CallTreeNode): CallTreeNode {
  for (const [key, child] of node.children) {
    if (child.totalBytes === 0) node.children.delete(key);
    else withoutEmpty(child);
  }
  return node;
}

/** The call of a function from a call, which is made when it is first asked for. */
export function childOf(parent: CallTreeNode, callee: AllocatingFunction): CallTreeNode {
  let child = parent.children.get(callee);
  if (!child) {
    child = newNode(callee, parent);
    parent.children.set(callee, child);
  }
  return child;
}

/** A node without calls. */
export function newNode(callee: AllocatingFunction | null, parent: CallTreeNode | null): CallTreeNode {
  return { ...noBytes(), function: callee, parent, children: new Map() };
}

/** Nothing yet. */
export function noBytes(): LiveBytes {
  return {
    selfBytes: 0,
    totalBytes: 0,
    selfVariance: 0,
    totalVariance: 0,
    selfSamples: 0,
    totalSamples: 0,
    bufferSamples: 0,
  };
}

/** All nodes of a tree but its root, callers first. */
export function* callsOf(root: CallTreeNode): Generator<CallTreeNode & { readonly function: AllocatingFunction }> {
  const pending = [...root.children.values()];
  for (let node = pending.pop(); node; node = pending.pop()) {
    yield node as CallTreeNode & { readonly function: AllocatingFunction };
    pending.push(...node.children.values());
  }
}
