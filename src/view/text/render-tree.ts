import type { TreeBlock, TreeNode } from '../blocks.js';
import { formatCount } from '../format-quantities.js';
import { paintPieces, piecesOf, wrapPieces } from './pieces.js';
import { paint, type Style } from './style.js';

/** A tree drawn with lines, its root first; what was left out is counted as `+ 1,203 more`. Long lines go on below. */
export function renderTree({ root }: TreeBlock, style: Style): string {
  const lines: string[] = [];
  /** `first` stands before the label, `others` before what goes on below it. */
  const addLabel = (node: TreeNode, first: string, others: string): void => {
    // What goes on below a label is further in than the label.
    const goesOn = `${others}${node.children.length > 0 ? '│ ' : '  '}`;
    for (const [index, part] of wrapPieces(piecesOf(node.label), style.width - goesOn.length).entries())
      lines.push(paint(index === 0 ? first : goesOn, 'dim', style) + paintPieces(part, style));
  };
  const addChildren = ({ children, more = 0 }: TreeNode, prefix: string): void => {
    for (const [index, child] of children.entries()) {
      const isLast = index === children.length - 1 && more === 0;
      const below = prefix + (isLast ? '   ' : '│  ');
      addLabel(child, prefix + (isLast ? '└─ ' : '├─ '), below);
      addChildren(child, below);
    }
    if (more > 0) lines.push(paint(`${prefix}└─ + ${formatCount(more)} more`, 'dim', style));
  };
  addLabel(root, '', '');
  addChildren(root, '');
  return lines.join('\n');
}
