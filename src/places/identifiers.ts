import type { Expression, Pattern } from 'acorn';
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
