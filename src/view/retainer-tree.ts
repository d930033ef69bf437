import type { RetainerTree } from '../analysis/retainer-tree.js';
import type { TreeNode } from './blocks.js';
import { formatBytes, formatCount } from './format-quantities.js';

/** What holds an object, as a tree: `held as NAME by WHAT`. */
export function retainerTreeNode(tree: RetainerTree): TreeNode {
  return { label: lineText(tree), children: tree.retainers.map(retainerTreeNode), more: tree.more };
}

function lineText(tree: RetainerTree): string {
  const { edge, function: owner, name, id, definedAt, retainedBytes, start, alike, between } = tree;
  const isVariable = start?.kind === 'module' && edge !== null && edge !== '[]';
  if (start && isVariable) return `${start.name}: ${start.isMain ? 'main.' : ''}${edge}`;
  const node = start ? start.name : `${nodeText(name, definedAt)} @${id} ${formatBytes(retainedBytes)}`;
  const list = between > 0 ? `, after ${formatCount(between)} more like it …` : '';
  const above = list + (tree.repeated ? ', see above' : alike > 0 ? `, and ${formatCount(alike)} more like it` : '');
  if (edge === null) return node;
  if (edge === '[]') return `in ${node}${above}`;
  const place = owner && ` of ${owner.name === '' ? 'function' : `${owner.name}()`} ${owner.location ?? ''}`.trimEnd();
  return `${edge}${place ?? ''} in ${node}${above}`;
}

function nodeText(name: string, definedAt: string | null): string {
  if (definedAt === null) return name;
  return name === '(anonymous)' ? `function ${definedAt}` : `${name} ${definedAt}`;
}
