import { isSameShape, shapeName } from '../analysis/type-counts.js';
import type { Made } from '../profile/source-function.js';

/** What is made by the names that JavaScript has for it, by the names of the types that come of it. */
const MADE_AS: readonly (readonly [RegExp, RegExp])[] = [
  [/^\(?(concatenated |sliced )?string\)?$/, /^(string|String)$/],
  [/^(Buffer|FastBuffer|Uint8Array|ArrayBuffer)$/, /^(Buffer|Uint8Array|ArrayBuffer)$/],
  [/^(Function|function|\(closure\))$/, /^(function|Function)$/],
  [/^PromiseReaction$/, /^Promise$/],
];

/** Whether something that a source makes becomes a type that a look has counted. */
export function makesType(made: Made, type: string): boolean {
  switch (made.kind) {
    case 'function':
      return type === `function in ${made.location}` || /^(Function|function|\(closure\))$/.test(type);
    case 'literal':
      return type.startsWith('{') && made.keys.length > 0 && isShapeOf(type, made.keys);
    case 'instance': {
      const [, container] = /^(Array|Map|Set) (?:of |\()/.exec(type) ?? [];
      if (container !== undefined) return made.name === container;
      if (type.startsWith('bound ')) return made.name === 'function';
      return made.name === type || MADE_AS.some(([types, names]) => types.test(type) && names.test(made.name));
    }
  }
}

/** An object may have got more keys than the literal that made it has. */
function isShapeOf(type: string, keys: readonly string[]): boolean {
  if (isSameShape(shapeName(keys), type)) return true;
  const all = type.slice(1, -1).split(', ');
  return keys.length >= all.length / 2 && keys.every((key) => all.includes(key));
}
