import type { AnyNode, Pattern } from 'acorn';
import { childNodes } from '../../places/child-nodes.js';

/** The names that a pattern binds or assigns to. */
export function namesOf(pattern: Pattern): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        namesOf(property.type === 'RestElement' ? property.argument : property.value),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? namesOf(element) : []));
    case 'RestElement':
      return namesOf(pattern.argument);
    case 'AssignmentPattern':
      return namesOf(pattern.left);
    default:
      return [];
  }
}

const FUNCTIONS = new Set(['ArrowFunctionExpression', 'FunctionExpression', 'FunctionDeclaration', 'StaticBlock']);
const BLOCKS = new Set([
  ...['BlockStatement', 'SwitchStatement', 'StaticBlock'],
  ...['ForStatement', 'ForInStatement', 'ForOfStatement'],
]);

/**
 * The names that a function or block declares for what is in it. A `var` in a block is the function's, or the
 * console's.
 */
export function declaredIn(node: AnyNode): Set<string> {
  const names = new Set<string>();
  const add = (patterns: readonly Pattern[]) => {
    for (const name of patterns.flatMap(namesOf)) names.add(name);
  };
  const isFunction = FUNCTIONS.has(node.type);
  const isBlock = BLOCKS.has(node.type);
  if ('params' in node) add(node.params);
  if (isFunction && 'id' in node && node.id) add([node.id as Pattern]);
  if (node.type === 'CatchClause' && node.param) add([node.param]);
  if (!isFunction && !isBlock) return names;
  const gather = (inner: AnyNode): void => {
    if (inner !== node) {
      if (inner.type === 'VariableDeclaration' && (inner.kind === 'var' ? isFunction : isBlock))
        add(inner.declarations.map(({ id }) => id));
      const isNamed = inner.type === 'FunctionDeclaration' || inner.type === 'ClassDeclaration';
      if (isNamed && isBlock && inner.id) add([inner.id]);
      if (FUNCTIONS.has(inner.type) || (!isFunction && BLOCKS.has(inner.type))) return;
    }
    for (const child of childNodes(inner)) gather(child);
  };
  gather(node);
  return names;
}
