import type { AnyNode, CallExpression, NewExpression, Node, Program } from 'acorn';
import { childNodes, isFunction } from './child-nodes.js';
import { parseScript } from './find-scopes.js';
import type { Identifier } from './generated-scopes.js';

/** An expression that may allocate. */
export interface AllocationSite {
  /** In characters of the script. */
  readonly offset: number;
  readonly end: number;
  /** Of `new X` and `new a.X`, the identifier X; null for others. */
  readonly constructed: Identifier | null;
}

/** Methods and functions whose own allocations V8 books on the caller. */
const ALLOCATORS = new Set(
  (
    'add alloc allocUnsafe assign bind concat create defineProperty entries filter flat flatMap from fromEntries join ' +
    'map match matchAll of padEnd padStart parse push repeat replace replaceAll set slice splice split stringify ' +
    'structuredClone substring then toFixed toSorted toString unshift'
  ).split(' '),
);

/** A script whose text was parsed to find what may allocate in its functions. */
export class AllocationSites {
  readonly #program: Program;

  /** Throws a SyntaxError where the text cannot be parsed. */
  constructor(text: string, isModule: boolean) {
    this.#program = parseScript(text, isModule);
  }

  /**
   * What may allocate in the innermost function around an offset, or at the top of the script, in the order of the
   * text.
   */
  in(offset: number): AllocationSite[] {
    const owner = functionAround(this.#program, offset);
    const sites: AllocationSite[] = [];
    const visit = (node: AnyNode): void => {
      if (mayAllocate(node)) sites.push({ offset: node.start, end: node.end, constructed: constructedBy(node) });
      // What a function inside allocates is its own.
      if (!isFunction(node)) for (const child of childNodes(node)) visit(child);
    };
    for (const child of childNodes(owner)) visit(child);
    return sites;
  }
}

function functionAround(program: Program, offset: number): AnyNode {
  let found: AnyNode = program;
  const visit = (node: AnyNode): void => {
    if (offset < node.start || offset >= node.end) return;
    if (isFunction(node)) found = node;
    // V8 places a method at its parameters, and a constructor that nobody wrote at its class.
    for (const child of childNodes(node)) visit(child);
  };
  visit(program);
  return found;
}

function mayAllocate(node: AnyNode): boolean {
  switch (node.type) {
    case 'NewExpression':
    case 'ObjectExpression':
    case 'ArrayExpression':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'FunctionDeclaration':
    case 'ClassExpression':
    case 'ClassDeclaration':
    case 'AwaitExpression':
      return true;
    case 'TemplateLiteral':
      return node.expressions.length > 0;
    case 'Literal':
      return node.regex !== undefined && node.regex !== null;
    case 'BinaryExpression':
      return node.operator === '+' && [node.left, node.right].some(isText);
    case 'CallExpression':
      return ALLOCATORS.has(calledName(node) ?? '');
    default:
      return false;
  }
}

function isText(node: Node): boolean {
  const each = node as AnyNode;
  return each.type === 'TemplateLiteral' || (each.type === 'Literal' && typeof each.value === 'string');
}

function calledName({ callee }: CallExpression | NewExpression): string | null {
  return identifierOf(callee)?.name ?? null;
}

function constructedBy(node: AnyNode): Identifier | null {
  return node.type === 'NewExpression' ? identifierOf(node.callee) : null;
}

/** The identifier of `X` or `a.X`. */
function identifierOf(callee: CallExpression['callee']): Identifier | null {
  const named = callee.type === 'MemberExpression' && !callee.computed ? callee.property : callee;
  return named.type === 'Identifier' ? { name: named.name, offset: named.start } : null;
}
