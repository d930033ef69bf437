import { type CallTreeNode, childOf, newNode } from './call-tree.js';

/**
 * The callers of some calls as a tree: below a function those that called it, below these theirs. A node's
 * `selfBytes` and `totalBytes` are both what the calls have allocated themselves on behalf of it.
 */
export function callersOf(calls: readonly CallTreeNode[]): CallTreeNode {
  const root = newNode(null, null);
  for (const call of calls) {
    if (call.selfBytes === 0) continue;
    let at = root;
    add(at, call);
    for (let caller = call.parent; caller?.function; caller = caller.parent) {
      at = childOf(at, caller.function);
      add(at, call);
    }
  }
  return root;
}

function add(node: CallTreeNode, { selfBytes, selfVariance, selfSamples }: CallTreeNode): void {
  node.selfBytes += selfBytes;
  node.totalBytes += selfBytes;
  node.selfVariance += selfVariance;
  node.totalVariance += selfVariance;
  node.selfSamples += selfSamples;
  node.totalSamples += selfSamples;
}
