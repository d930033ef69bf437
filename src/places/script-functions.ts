import type { AnyNode, CallExpression, NewExpression } from 'acorn';
import { askedBeforeAdding, type MapCall, mapCallIn } from './asked-maps.js';
import { childNodes, type FunctionNode, isFunction } from './child-nodes.js';
import { parseScript } from './find-scopes.js';
import type { Identifier } from './generated-scopes.js';
import { keyOf } from './identifiers.js';
import { NamedNumbers, type SizeComparison, type SizeLimit, sizeComparisonIn } from './size-limits.js';

/** What an expression makes: an instance of a class, an object with some keys, or a function. */
export type MadeInScript =
  | { readonly kind: 'instance'; readonly class: Identifier /** Where the callee begins. */; readonly callee: number }
  | { readonly kind: 'builtin'; readonly name: string }
  | { readonly kind: 'literal'; readonly keys: readonly string[] }
  | { readonly kind: 'function'; readonly at: number };

/** A function of a script: what its own text makes and mentions, without that of the functions within it. */
export interface ScriptFunction {
  /** In characters of the script, as are all numbers here. */
  readonly start: number;
  readonly end: number;
  /** Where V8 says that it begins. */
  readonly at: number;
  /** The function around it; null at the top of the script. */
  readonly around: ScriptFunction | null;
  readonly makes: readonly MadeInScript[];
  /** The names of variables and properties; those of events and keys, with an offset of -1. */
  readonly mentions: readonly Identifier[];
  /** The sizes that it compares with numbers which the script tells. */
  readonly limits: readonly SizeLimit[];
  /** The Maps that it asks before it adds to them. */
  readonly asked: readonly Identifier[];
  /** Whether the script gives it to setInterval. */
  readonly isRepeated: boolean;
}

/** Longer texts are no names. */
const LONGEST_NAME = 40;

/** What these functions and methods make for the one that calls them. */
const MADE_BY_CALL: ReadonlyMap<string, string> = new Map([
  ['setTimeout', 'Timeout'],
  ['setInterval', 'Timeout'],
  ['setImmediate', 'Immediate'],
  ['then', 'Promise'],
  ['bind', 'function'],
  ...'alloc allocUnsafe'.split(' ').map((name) => [name, 'Buffer'] as const),
  ...'concat filter flat flatMap map slice split splice'.split(' ').map((name) => [name, 'Array'] as const),
  ...'join padEnd padStart repeat replace replaceAll stringify substring toFixed'
    .split(' ')
    .map((name) => [name, 'string'] as const),
]);

/** All functions of a script, outer ones first. Throws a SyntaxError where its text cannot be parsed. */
export function functionsOfScript(text: string, isModule: boolean): ScriptFunction[] {
  const functions: Draft[] = [];
  const pending: { node: AnyNode; around: Draft | null }[] = [{ node: parseScript(text, isModule), around: null }];
  const repeated = new Set<number | string>();
  const numbers = new NamedNumbers();
  const names = new Map<Draft, string>();
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, around } = next;
    let inside = around;
    numbers.add(node);
    if (isFunction(node)) {
      inside = { start: node.start, end: node.end, at: placeByV8(node, text), around, ...emptyFacts() };
      if (node.id) names.set(inside, node.id.name);
      if (node.async) inside.makes.push({ kind: 'builtin', name: 'Promise' });
      functions.push(inside);
      around?.makes.push({ kind: 'function', at: inside.at });
    } else if (around) addFacts(node, around);
    const called = node.type === 'CallExpression' ? repeatedBy(node) : null;
    if (called !== null) repeated.add(called);
    const children = [...childNodes(node)].reverse();
    for (const child of children) pending.push({ node: child, around: inside });
  }
  for (const each of functions) {
    each.isRepeated = repeated.has(each.start) || repeated.has(names.get(each) ?? -1);
    each.limits = numbers.limitsOf(each.comparisons);
    each.asked = askedBeforeAdding(each.mapCalls);
  }
  return functions;
}

type Draft = { -readonly [K in keyof Omit<ScriptFunction, 'makes' | 'mentions'>]: ScriptFunction[K] } & {
  makes: MadeInScript[];
  mentions: Identifier[];
  comparisons: SizeComparison[];
  mapCalls: MapCall[];
};

function emptyFacts(): Omit<Draft, 'start' | 'end' | 'at' | 'around'> {
  return { makes: [], mentions: [], comparisons: [], limits: [], mapCalls: [], asked: [], isRepeated: false };
}

/** Where the function begins that a call of setInterval has written into it, or its name; null for other calls. */
function repeatedBy(call: CallExpression): number | string | null {
  const [repeated] = call.arguments;
  if (repeated === undefined || calledName(call)?.name !== 'setInterval') return null;
  if (repeated.type === 'Identifier') return repeated.name;
  return isFunction(repeated) ? repeated.start : null;
}

/** V8 gives the parenthesis of the parameters; the beginning of an arrow function. */
function placeByV8(node: FunctionNode, text: string): number {
  if (node.type === 'ArrowFunctionExpression') return node.start;
  const paren = text.indexOf('(', node.id?.end ?? node.start);
  return paren === -1 ? node.start : paren;
}

function addFacts(node: AnyNode, { makes, mentions, comparisons, mapCalls }: Draft): void {
  const comparison = sizeComparisonIn(node);
  if (comparison) comparisons.push(comparison);
  const mapCall = mapCallIn(node);
  if (mapCall) mapCalls.push(mapCall);
  switch (node.type) {
    case 'Identifier':
    case 'PrivateIdentifier':
      mentions.push({ name: node.name, offset: node.start });
      return;
    case 'NewExpression': {
      const name = calledName(node);
      if (name) makes.push({ kind: 'instance', class: name, callee: node.callee.start });
      return;
    }
    case 'ObjectExpression': {
      const keys = node.properties.flatMap((each) =>
        each.type === 'Property' ? (keyOf(each.key, each.computed)?.name ?? []) : [],
      );
      makes.push({ kind: 'literal', keys });
      return;
    }
    case 'CallExpression': {
      const name = MADE_BY_CALL.get(calledName(node)?.name ?? '');
      if (name) makes.push({ kind: 'builtin', name });
      return;
    }
    default: {
      if (node.type === 'Literal' && typeof node.value === 'string' && node.value.length <= LONGEST_NAME) {
        mentions.push({ name: node.value, offset: -1 });
      }
      const name = builtinOf(node);
      if (name) makes.push({ kind: 'builtin', name });
    }
  }
}

function builtinOf(node: AnyNode): string | null {
  switch (node.type) {
    case 'ArrayExpression':
      return 'Array';
    case 'AwaitExpression':
      return 'Promise';
    case 'TemplateLiteral':
      return 'string';
    case 'BinaryExpression':
      return node.operator === '+' ? 'string' : null;
    case 'AssignmentExpression':
      return node.operator === '+=' ? 'string' : null;
    case 'Literal':
      return node.regex ? 'RegExp' : null;
    default:
      return null;
  }
}

/** The X of `X()`, `a.X()`, `new X` and `new a.X`. */
function calledName({ callee }: CallExpression | NewExpression): Identifier | null {
  const named = callee.type === 'MemberExpression' && !callee.computed ? callee.property : callee;
  return named.type === 'Identifier' ? { name: named.name, offset: named.start } : null;
}
