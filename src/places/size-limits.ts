import type { AnyNode } from 'acorn';
import type { Identifier } from './generated-scopes.js';
import { keyOf, nameOfMember, nameOfValue, targetName } from './identifiers.js';

/** A size that a script compares with a number: `jobs.length < 8`. */
export interface SizeLimit {
  /** The name of what has the size. */
  readonly of: Identifier;
  readonly limit: number;
}

/** The same, where the number may be a name. */
export interface SizeComparison {
  readonly of: Identifier;
  readonly limit: number | string;
}

/** The size that an expression compares; null where it compares none. */
export function sizeComparisonIn(node: AnyNode): SizeComparison | null {
  if (node.type !== 'BinaryExpression' || !/^([<>]=?|={2,3})$/.test(node.operator)) return null;
  const [left, right] = [sizedName(node.left), sizedName(node.right)];
  const of = left ?? right;
  const limit = numberOrName(left === null ? node.left : node.right);
  return of === null || limit === null ? null : { of, limit };
}

/** The `jobs` of `jobs.length` and `this.jobs.size`. */
function sizedName(node: AnyNode): Identifier | null {
  if (node.type !== 'MemberExpression' || !/^(length|size)$/.test(nameOfMember(node)?.name ?? '')) return null;
  return nameOfValue(node.object);
}

function numberOrName(node: AnyNode): number | string | null {
  if (node.type === 'Identifier') return node.name;
  return numberOf(node) ?? nameOfMember(node)?.name ?? null;
}

/** The numbers that a script gives to its variables, properties and parameters, by their names. */
export class NamedNumbers {
  /** null: it is given several. */
  readonly #numbers = new Map<string, number | null>();

  add(node: AnyNode): void {
    const [name, value] = givenBy(node) ?? [];
    const number = value ? numberOf(value) : null;
    if (name == null || number === null) return;
    const known = this.#numbers.get(name.name);
    this.#numbers.set(name.name, known === undefined || known === number ? number : null);
  }

  /** The limits of some comparisons whose numbers are known. */
  limitsOf(comparisons: readonly SizeComparison[]): SizeLimit[] {
    return comparisons.flatMap(({ of, limit: given }) => {
      const limit = typeof given === 'number' ? given : (this.#numbers.get(given) ?? null);
      return limit === null ? [] : [{ of, limit }];
    });
  }
}

function givenBy(node: AnyNode): [Identifier | null, AnyNode | null | undefined] | null {
  switch (node.type) {
    case 'VariableDeclarator':
      return [targetName(node.id), node.init];
    case 'AssignmentExpression':
      return node.operator === '=' ? [targetName(node.left), node.right] : null;
    case 'AssignmentPattern':
      return [targetName(node.left), node.right];
    case 'Property':
    case 'PropertyDefinition':
      return [keyOf(node.key, node.computed), node.value];
    default:
      return null;
  }
}

/** The number that an expression is, or is without another: `10`, `options.max ?? 10`. */
function numberOf(node: AnyNode): number | null {
  if (node.type === 'Literal') return typeof node.value === 'number' ? node.value : null;
  return node.type === 'LogicalExpression' ? numberOf(node.right) : null;
}
