import type { TreeBlock, TreeNode } from '../blocks.js';
import { formatCount } from '../format-quantities.js';
import { paintPieces, piecesOf } from './pieces.js';
import { paint, type Style } from './style.js';

/** A tree drawn with lines, its root first; what was left out is counted as `+ 1,203 more`. */
export function renderTree({ root }: TreeBlock, style: Style): string {
  const label = (node: TreeNode) => paintPieces(piecesOf(node.label), style);
  const lines = [label(root)];
  const add = ({ children, more = 0 }: TreeNode, prefix: string): void => {
    for (const [index, child] of children.entries()) {
      const isLast = index === children.length - 1 && more === 0;
      lines.push(paint(prefix + (isLast ? '└─ ' : '├─ '), 'dim', style) + label(child));
      add(child, prefix + (isLast ? '   ' : '│  '));
    }
    if (more > 0) lines.push(paint(`${prefix}└─ + ${formatCount(more)} more`, 'dim', style));
  };
  add(root, '');
  return lines.join('\n');
}
