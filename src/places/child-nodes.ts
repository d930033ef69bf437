import type { AnyNode, ArrowFunctionExpression, FunctionDeclaration, FunctionExpression } from 'acorn';

/** A function in a syntax tree. */
export type FunctionNode = AnyNode & (FunctionDeclaration | FunctionExpression | ArrowFunctionExpression);

/** Whether a node is a function: methods and accessors hold one as their value. */
export function isFunction(node: AnyNode): node is FunctionNode {
  return /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type);
}

/** The nodes of a syntax tree right below one of them, in the order of their properties. */
export function* childNodes(node: AnyNode): Generator<AnyNode> {
  for (const child of Object.values(node).flat() as unknown[]) if (isNode(child)) yield child;
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}
