import type { ReferenceRow } from '../analysis/objects.js';

/** `name` for a property or variable, `[3]` for an element, `"key" →` for an entry, V8's own in brackets. */
export function edgeText({ edge, edgeType }: ReferenceRow): string {
  if (edgeType === 'property' || edgeType === 'context') return String(edge);
  if (edgeType === 'element') return `[${edge}]`;
  if (edgeType === 'entry') return edge === '[]' ? edge : `${edge} →`;
  return `(${edge})`;
}

/** What may be missing among the properties of any object, and among entries. */
export function unwrittenText(name: string): string {
  const what = name === 'Map' || name === 'Set' ? 'small integers, booleans, null and undefined' : 'small integers';
  return `${what} are not in this snapshot`;
}
