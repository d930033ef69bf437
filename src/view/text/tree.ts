import type { Style } from './style.js';
import { printable } from './text.js';

/** One line of a tree, what stands below it, and how many more would, if they were shown. */
export interface TreeNode {
  readonly text: string;
  readonly children: readonly TreeNode[];
  readonly more?: number;
}

/** A tree drawn with lines, its root first; what was left out is counted as `+ 1,203 more`. */
export function renderTree(root: TreeNode, style: Style): string {
  const lines = [printable(root.text)];
  const add = (node: TreeNode, prefix: string): void => {
    const more = node.more ?? 0;
    for (const [index, child] of node.children.entries()) {
      const last = index === node.children.length - 1 && more === 0;
      lines.push(style.dim(prefix + (last ? '└─ ' : '├─ ')) + printable(child.text));
      add(child, prefix + (last ? '   ' : '│  '));
    }
    if (more > 0) lines.push(style.dim(`${prefix}└─ + ${more.toLocaleString('en-US')} more`));
  };
  add(root, '');
  return lines.join('\n');
}
