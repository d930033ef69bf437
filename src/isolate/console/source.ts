import type { AnyNode, Pattern } from 'acorn';
import { childNodes } from '../../places/child-nodes.js';
import { applyEdits, type Edit, takeEdits } from './edits.js';
import { parseLine } from './parse-line.js';
import { declaredIn, namesOf } from './scope-names.js';

/** A line of the console, rewritten so that evaluating it leaves no declaration behind in the target. */
export interface Source {
  /**
   * The code to evaluate. Declarations at its top level have become assignments, `import()` has become `__import()`.
   */
  readonly code: string;
  /**
   * The code gives a generator: each `await` outside of functions has become a `yield`, and what it returns is the
   * value. So whoever resumes the code can end it, as nobody can a callback of a promise without harm.
   */
  readonly awaits: boolean;
  /** The value comes as `{ value }`, so that no string of 100 MB is copied on its way; that of a statement does not. */
  readonly boxed: boolean;
  /** Every name that the code mentions as a variable, once. */
  readonly names: readonly string[];
  /** The names that it assigns to and does not declare. */
  readonly assigns: readonly string[];
  /** The names that it declares at its top level. */
  readonly declares: readonly { readonly name: string; readonly constant: boolean }[];
  /** The first assignment to a property of `main`, as `main.cache`; null if there is none. */
  readonly assignsToMain: string | null;
}

/** What the walk over the syntax tree gathers. */
interface Findings {
  readonly edits: Edit[];
  readonly names: Set<string>;
  readonly assigns: Set<string>;
  /** The names that are declared in the functions and blocks around where the walk is, the innermost last. */
  readonly scopes: ReadonlySet<string>[];
  readonly declares: Map<string, boolean>;
  /** Function declarations of the top level, as assignments: they come first, as hoisting has it. */
  readonly hoisted: string[];
  awaits: boolean;
  /** Whether an `await` becomes a `yield`. Not so beside a `for await`: that needs an async function around it. */
  yields: boolean;
  assignsToMain: string | null;
}

/** Where the walk is: at the top level of the text, in a block of it, or in a function or class. */
type Place = 'top' | 'block' | 'function';

/** The latest line: first one asks whether it is whole, then it is evaluated. */
let latest: { readonly text: string; readonly source: Source } | null = null;

/**
 * Rewrites a line of the console. Throws a SourceError where it cannot be parsed.
 *
 * As Node's own console does, `{ a: 1 }` is taken for an object if it can be.
 */
export function prepareSource(line: string): Source {
  const text = line.trimEnd();
  if (latest?.text !== text) latest = { text, source: objectOrStatements(text) };
  return latest.source;
}

function objectOrStatements(text: string): Source {
  if (/^\s*\{/.test(text) && !/;\s*$/.test(text)) {
    try {
      return rewrite(`(${text.trim()}\n)`);
    } catch {
      // Not an object: a block.
    }
  }
  return rewrite(text);
}

function rewrite(text: string, yields = true): Source {
  const program = parseLine(text);
  const found: Findings = {
    edits: [],
    names: new Set(),
    assigns: new Set(),
    scopes: [],
    declares: new Map(),
    hoisted: [],
    awaits: false,
    yields,
    assignsToMain: null,
  };
  for (const statement of program.body) visit(statement, 'top', text, found);
  if (yields && !found.yields) return rewrite(text, false);
  const last = program.body.at(-1);
  const boxed = last?.type === 'ExpressionStatement';
  if (boxed) {
    // The comma keeps a function without a name from being called `value`.
    found.edits.push({ start: last.start, end: last.start, text: `${found.awaits ? 'return ' : ''}({ value: (0, ` });
    const end = text[last.end - 1] === ';' ? last.end - 1 : last.end;
    found.edits.push({ start: end, end: last.end, text: ') });' });
  }
  const code = found.hoisted.join('') + applyEdits(text, found.edits);
  return {
    code: found.awaits ? generator(`${code}\nreturn { value: undefined };`, yields) : code,
    awaits: found.awaits,
    boxed: boxed || found.awaits,
    names: [...found.names],
    assigns: [...found.assigns].filter((name) => !found.declares.has(name)),
    declares: [...found.declares].map(([name, constant]) => ({ name, constant })),
    assignsToMain: found.assignsToMain,
  };
}

function generator(body: string, yields: boolean): string {
  return `(function* () { ${yields ? body : `return yield (async () => { ${body} })();`} })()`;
}

function visit(node: AnyNode, place: Place, text: string, found: Findings): void {
  switch (node.type) {
    case 'Identifier':
      found.names.add(node.name);
      return;
    case 'AwaitExpression':
      if (place === 'function') break;
      found.awaits = true;
      if (!found.yields) break;
      found.edits.push({ start: node.start, end: node.start + 'await'.length, text: '(yield ' });
      visit(node.argument, place, text, found);
      found.edits.push({ start: node.end, end: node.end, text: ')' });
      return;
    case 'ImportExpression':
      found.names.add('__import');
      found.edits.push({ start: node.start, end: node.start + 'import'.length, text: '__import' });
      break;
    case 'AssignmentExpression':
      noteAssignment(node.left, text, found);
      break;
    case 'UpdateExpression':
      noteAssignment(node.argument as Pattern, text, found);
      break;
    case 'MemberExpression':
      visit(node.object, place, text, found);
      if (node.computed) visit(node.property, place, text, found);
      return;
    case 'Property':
    case 'PropertyDefinition':
    case 'MethodDefinition':
      if (node.computed) visit(node.key, place, text, found);
      if (node.value) visit(node.value, node.type === 'Property' ? place : 'function', text, found);
      return;
    case 'VariableDeclaration':
      visitDeclaration(node, 'statement', place, text, found);
      return;
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement': {
      const head = node.type === 'ForStatement' ? node.init : node.left;
      if (node.type === 'ForOfStatement' && node.await && place !== 'function') {
        found.awaits = true;
        found.yields = false;
      }
      if (head?.type !== 'VariableDeclaration') {
        if (head && node.type !== 'ForStatement') noteAssignment(head, text, found);
        break;
      }
      const within = inside(node, place);
      found.scopes.push(declaredIn(node));
      visitDeclaration(head, node.type === 'ForStatement' ? 'for' : 'for each', within, text, found);
      const rest = node.type === 'ForStatement' ? [node.test, node.update, node.body] : [node.right, node.body];
      for (const part of rest) if (part) visit(part, within, text, found);
      found.scopes.pop();
      return;
    }
    case 'FunctionDeclaration':
    case 'ClassDeclaration': {
      const { name } = node.id!;
      if (place === 'top') {
        found.declares.set(name, false);
        found.names.add(name);
        visitChildren(node, 'function', text, found);
        const source = applyEdits(text, takeEdits(found.edits, node), node.start, node.end);
        const isFunction = node.type === 'FunctionDeclaration';
        const assignment = `void (${name} = ${source});`;
        if (isFunction) found.hoisted.push(assignment);
        found.edits.push({ start: node.start, end: node.end, text: isFunction ? ';' : assignment });
        return;
      }
      if (place === 'block' && node.type === 'FunctionDeclaration') {
        // In sloppy code it would make a variable of the whole script, that is, a global of the service.
        found.edits.push({ start: node.start, end: node.start, text: `let ${name} = ` });
        found.edits.push({ start: node.end, end: node.end, text: ';' });
      }
      break;
    }
    case 'LabeledStatement':
      visit(node.body, place, text, found);
      return;
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'MetaProperty':
      return;
  }
  visitChildren(node, inside(node, place), text, found);
}

/**
 * Turns declarations of the top level, and every `var` outside functions, into assignments to variables of the console.
 *
 * In the head of a `for` an assignment stays an expression; in that of a `for … of` it is a mere target.
 */
function visitDeclaration(
  node: Extract<AnyNode, { type: 'VariableDeclaration' }>,
  position: 'statement' | 'for' | 'for each',
  place: Place,
  text: string,
  found: Findings,
): void {
  const lifted = place === 'top' || (place === 'block' && node.kind === 'var');
  for (const name of node.declarations.flatMap(({ id }) => namesOf(id))) {
    found.names.add(name);
    if (lifted) found.declares.set(name, node.kind === 'const');
  }
  visitChildren(node, place, text, found);
  if (!lifted) return;
  const assignments = node.declarations.map((declarator) => {
    const source = applyEdits(text, takeEdits(found.edits, declarator), declarator.start, declarator.end);
    if (position === 'for each') return source;
    if (!declarator.init) return `${source} = undefined`;
    return declarator.id.type === 'ObjectPattern' ? `(${source})` : source;
  });
  const joined = assignments.join(', ');
  found.edits.push({ start: node.start, end: node.end, text: position === 'statement' ? `void (${joined});` : joined });
}

function noteAssignment(target: Pattern | AnyNode, text: string, found: Findings): void {
  if (target.type === 'MemberExpression') {
    if (target.object.type === 'Identifier' && target.object.name === 'main') {
      found.assignsToMain ??= text.slice(target.start, target.end);
    }
    return;
  }
  for (const name of namesOf(target as Pattern)) {
    if (!found.scopes.some((scope) => scope.has(name))) found.assigns.add(name);
  }
}

function inside(node: AnyNode, place: Place): Place {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'StaticBlock':
      return 'function';
    case 'ClassDeclaration':
    case 'ClassExpression':
      return place === 'top' ? 'block' : place;
    default:
      return place === 'top' && node.type.endsWith('Statement') && node.type !== 'ExpressionStatement'
        ? 'block'
        : place;
  }
}

function visitChildren(node: AnyNode, place: Place, text: string, found: Findings): void {
  found.scopes.push(declaredIn(node));
  for (const child of childNodes(node)) visit(child, place, text, found);
  found.scopes.pop();
}
