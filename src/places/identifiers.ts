import type { AnyNode, Expression, Pattern } from 'acorn';
import type { Identifier } from './generated-scopes.js';

/** A name, and where it stands. */
export function identifier({ name, start }: { name: string; start: number }): Identifier {
  return { name, offset: start };
}

/** The name of a property as it is written; null where it is computed, or has none. */
export function keyOf(
  key: Expression | { type: 'PrivateIdentifier'; name: string; start: number },
  computed: boolean,
): Identifier | null {
  if (computed) return null;
  if (key.type === 'Identifier' || key.type === 'PrivateIdentifier') return identifier(key);
  return key.type === 'Literal' ? { name: String(key.value), offset: key.start } : null;
}

/** The name of what is assigned to: what a function without name is called after. */
export function targetName(target: Pattern): Identifier | null {
  if (target.type === 'Identifier') return identifier(target);
  return target.type === 'MemberExpression' && !target.computed && target.property.type === 'Identifier'
    ? identifier(target.property)
    : null;
}

/** The `b` of `a.b`; null where it is computed. */
export function nameOfMember(node: AnyNode): Identifier | null {
  if (node.type !== 'MemberExpression') return null;
  return node.property.type === 'PrivateIdentifier' || !node.computed ? keyOf(node.property, false) : null;
}

/** The name of the variable or property that an expression is: the `jobs` of `jobs` and of `this.jobs`. */
export function nameOfValue(node: AnyNode): Identifier | null {
  return node.type === 'Identifier' ? identifier(node) : nameOfMember(node);
}
