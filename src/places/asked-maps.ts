import type { AnyNode } from 'acorn';
import type { Identifier } from './generated-scopes.js';
import { nameOfMember, nameOfValue } from './identifiers.js';

/** A call that asks a Map for a key, or adds one. */
export interface MapCall {
  /** The name of the Map. */
  readonly of: Identifier;
  readonly asks: boolean;
  /** Where it ends: of two calls, one of which is an argument of the other, that one is made first. */
  readonly end: number;
}

/** The call of a Map that an expression is: `users.get(id)`, `this.users.set(id, user)`; null of others. */
export function mapCallIn(node: AnyNode): MapCall | null {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return null;
  const method = nameOfMember(node.callee)?.name ?? '';
  const of = nameOfValue(node.callee.object);
  return of !== null && /^(get|has|set)$/.test(method) ? { of, asks: method !== 'set', end: node.end } : null;
}

/** The Maps that some calls of one function ask before they add to them, as is done with a cache. */
export function askedBeforeAdding(calls: readonly MapCall[]): Identifier[] {
  const asked = new Set<string>();
  const found = new Map<string, Identifier>();
  for (const { of, asks } of [...calls].sort((a, b) => a.end - b.end)) {
    if (asks) asked.add(of.name);
    else if (asked.has(of.name)) found.set(of.name, of);
  }
  return [...found.values()];
}
