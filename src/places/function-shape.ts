import type { AnyNode } from 'acorn';
import { childNodes, isFunction } from './child-nodes.js';
import { parseScript } from './find-scopes.js';

/** A part of a text, in characters. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** A block with variables of its own. */
export interface BlockScope extends TextRange {
  /** For each of its variables, from where on it has a value. */
  readonly initialisedAt: readonly number[];
}

/** What of a function’s syntax matters when its lines are measured; without the functions in it. */
export interface FunctionShape extends TextRange {
  /** The block that is its body, and the blocks in it that declare variables. */
  readonly scopes: readonly BlockScope[];
  /** Expressions in which it waits, so that others run meanwhile: `await`, `yield`, the head of `for await`. */
  readonly waits: readonly TextRange[];
  /** What a loop repeats. */
  readonly loops: readonly TextRange[];
}

/** The shape of the innermost function at an offset; null where there is none. Throws a SyntaxError. */
export function describeFunction(source: string, isModule: boolean, offset: number): FunctionShape | null {
  const found = functionAt(parseScript(source, isModule), offset);
  if (!found) return null;
  const shape = { start: found.start, end: found.end, scopes: [], waits: [], loops: [] };
  const visitor = new ShapeVisitor(shape);
  for (const child of childNodes(found)) visitor.visit(child, null);
  return shape;
}

function functionAt(node: AnyNode, offset: number): AnyNode | null {
  for (const child of childNodes(node)) {
    if (offset < child.start || offset >= child.end) continue;
    return functionAt(child, offset) ?? (isFunction(child) ? child : null);
  }
  return null;
}

class ShapeVisitor {
  readonly #shape: { scopes: BlockScope[]; waits: TextRange[]; loops: TextRange[] };

  constructor(shape: { scopes: BlockScope[]; waits: TextRange[]; loops: TextRange[] }) {
    this.#shape = shape;
  }

  /** `expression`: the outermost one around the node, if there is one. */
  visit(node: AnyNode, expression: TextRange | null): void {
    if (isFunction(node) || node.type === 'StaticBlock' || node.type === 'PropertyDefinition') return;
    const isStatement = /Statement$|Declaration$|Declarator$|^SwitchCase$|^CatchClause$/.test(node.type);
    const outermost = isStatement ? null : (expression ?? node);
    const { waits, loops } = this.#shape;
    if (node.type === 'AwaitExpression' || node.type === 'YieldExpression') waits.push(outermost!);
    else if (node.type === 'ForOfStatement' && node.await) waits.push({ start: node.start, end: node.right.end });
    this.#addScope(node);
    if (node.type === 'WhileStatement' || node.type === 'DoWhileStatement') loops.push(node);
    else if (node.type === 'ForInStatement' || node.type === 'ForOfStatement') loops.push(node.left, node.body);
    else if (node.type === 'ForStatement')
      loops.push(...[node.test, node.update, node.body].filter((part) => part !== null && part !== undefined));
    for (const child of childNodes(node)) this.visit(child, outermost);
  }

  #addScope(node: AnyNode): void {
    const initialisedAt: number[] = [];
    const declare = (statement: AnyNode | null | undefined, at?: number): void => {
      if (statement?.type === 'ClassDeclaration') initialisedAt.push(statement.end);
      if (statement?.type !== 'VariableDeclaration' || statement.kind === 'var') return;
      for (const { id, end } of statement.declarations)
        for (let count = countNames(id); count > 0; count--) initialisedAt.push(at ?? end);
    };
    if (node.type === 'BlockStatement') for (const statement of node.body) declare(statement);
    else if (node.type === 'SwitchStatement')
      for (const { consequent } of node.cases) for (const statement of consequent) declare(statement);
    else if (node.type === 'ForStatement') declare(node.init);
    else if (node.type === 'ForInStatement' || node.type === 'ForOfStatement') declare(node.left, node.left.end);
    else if (node.type === 'CatchClause' && node.param) initialisedAt.push(node.start);
    if (initialisedAt.length > 0) this.#shape.scopes.push({ start: node.start, end: node.end, initialisedAt });
  }
}

/** How many variables a pattern declares. */
function countNames(pattern: AnyNode): number {
  if (pattern.type === 'Identifier') return 1;
  if (pattern.type === 'AssignmentPattern') return countNames(pattern.left);
  if (pattern.type === 'Property') return countNames(pattern.value);
  let count = 0;
  for (const child of childNodes(pattern)) count += countNames(child);
  return count;
}
