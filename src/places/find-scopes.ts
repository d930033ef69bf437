import { type AnyNode, type Class, type Function as FunctionNode, type Pattern, type Program, parse } from 'acorn';
import { childNodes } from './child-nodes.js';
import {
  type BindingUse,
  COMMONJS_PARAMETERS,
  declare,
  functionScope,
  type GeneratedBinding,
  type GeneratedScope,
  type Identifier,
  newScope,
} from './generated-scopes.js';
import { identifier, keyOf, targetName } from './identifiers.js';

/** Parses generated code, and finds its scopes, their variables, and which of these V8 keeps. Throws a SyntaxError. */
export function findScopes(source: string, isModule: boolean): GeneratedScope {
  return new ScopeFinder(parseScript(source, isModule), source.length, isModule).root;
}

/** Parses the text of a script as Node runs it. Throws a SyntaxError. */
export function parseScript(source: string, isModule: boolean): Program {
  return parse(source, {
    ecmaVersion: 'latest',
    sourceType: isModule ? 'module' : 'script',
    allowHashBang: true,
    allowReturnOutsideFunction: !isModule,
    allowAwaitOutsideFunction: isModule,
    allowSuperOutsideMethod: true,
  });
}

interface Reference extends BindingUse {
  readonly name: string;
  readonly scope: GeneratedScope;
}

class ScopeFinder {
  readonly root: GeneratedScope;
  readonly #references: Reference[] = [];
  readonly #exported = new Set<string>();

  constructor(program: Program, length: number, isModule: boolean) {
    this.root = newScope('root', { start: 0, end: length }, null);
    if (!isModule) for (const name of COMMONJS_PARAMETERS) declare(this.root, { name, offset: -1 }, 'param');
    for (const statement of program.body) this.#visit(statement, this.root);
    this.#resolve();
    for (const name of this.#exported) {
      const binding = this.root.bindings.get(name);
      if (binding) binding.isCaptured = true;
    }
  }

  #resolve(): void {
    for (const { name, scope, ...use } of this.#references) {
      let isInner = false;
      for (let at: GeneratedScope | null = scope; at; at = at.parent) {
        const binding = at.bindings.get(name);
        if (binding) {
          binding.uses.push(use);
          if (isInner) binding.isCaptured = true;
          break;
        }
        isInner ||= at.kind === 'function';
      }
    }
  }

  #refer(
    node: { name: string; start: number },
    scope: GeneratedScope,
    isWrite = false,
    property: Identifier | null = null,
  ) {
    this.#references.push({ name: node.name, offset: node.start, scope, isWrite, property });
  }

  #visit(node: AnyNode, scope: GeneratedScope, nameFrom: Identifier | null = null): void {
    switch (node.type) {
      case 'Identifier':
        this.#refer(node, scope);
        return;
      case 'FunctionDeclaration':
        if (node.id) declare(scope, identifier(node.id), 'function');
        this.#visitFunction(node, scope, nameFrom);
        return;
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        this.#visitFunction(node, scope, nameFrom);
        return;
      case 'ClassDeclaration':
        if (node.id) declare(scope, identifier(node.id), 'class');
        this.#visitClass(node, scope, nameFrom);
        return;
      case 'ClassExpression':
        this.#visitClass(node, scope, nameFrom);
        return;
      case 'VariableDeclaration':
        for (const { id, init } of node.declarations) {
          this.#declarePattern(id, node.kind === 'var' ? functionScope(scope) : scope, variableKind(node.kind), scope);
          if (init) this.#visit(init, scope, id.type === 'Identifier' ? identifier(id) : null);
        }
        return;
      case 'ImportDeclaration':
        for (const { local } of node.specifiers) declare(this.root, identifier(local), 'import');
        return;
      case 'ExportNamedDeclaration':
        if (node.declaration) this.#export(node.declaration);
        for (const { local } of node.source ? [] : node.specifiers) {
          if (local.type !== 'Identifier') continue;
          this.#refer(local, scope);
          this.#exported.add(local.name);
        }
        return;
      case 'ExportDefaultDeclaration':
        this.#export(node.declaration as AnyNode);
        return;
      case 'ExportAllDeclaration':
      case 'MetaProperty':
      case 'BreakStatement':
      case 'ContinueStatement':
        return;
      case 'LabeledStatement':
        this.#visit(node.body, scope);
        return;
      case 'MemberExpression':
        if (node.object.type === 'Identifier') {
          const { property, computed } = node;
          this.#refer(
            node.object,
            scope,
            false,
            !computed && property.type === 'Identifier' ? identifier(property) : null,
          );
        } else this.#visit(node.object, scope);
        if (node.computed) this.#visit(node.property, scope);
        return;
      case 'Property':
        if (node.computed) this.#visit(node.key, scope);
        this.#visit(node.value, scope, keyOf(node.key, node.computed));
        return;
      case 'AssignmentExpression':
        this.#assign(node.left, scope);
        this.#visit(node.right, scope, targetName(node.left));
        return;
      case 'UpdateExpression':
        this.#assign(node.argument as Pattern, scope);
        return;
      case 'CallExpression':
        if (node.callee.type === 'Identifier' && node.callee.name === 'eval') {
          for (let at: GeneratedScope | null = scope; at; at = at.parent) at.hasEval = true;
        }
        break;
      case 'BlockStatement':
      case 'SwitchStatement':
      case 'ForStatement':
        this.#visitChildren(node, this.#open('block', node, scope));
        return;
      case 'ForInStatement':
      case 'ForOfStatement': {
        const block = this.#open('block', node, scope);
        if (node.left.type === 'VariableDeclaration') this.#visit(node.left, block);
        else this.#assign(node.left, block);
        this.#visit(node.right, block);
        this.#visit(node.body, block);
        return;
      }
      case 'CatchClause': {
        const inner = this.#open('catch', node, scope);
        if (node.param) this.#declarePattern(node.param, inner, 'let', inner);
        this.#visit(node.body, inner);
        return;
      }
    }
    this.#visitChildren(node, scope);
  }

  /** Everything that is declared in the script's scope itself on the way is exported. */
  #export(declaration: AnyNode): void {
    const before = this.root.bindings.size;
    this.#visit(declaration, this.root);
    for (const name of [...this.root.bindings.keys()].slice(before)) this.#exported.add(name);
  }

  #visitChildren(node: AnyNode, scope: GeneratedScope): void {
    for (const child of childNodes(node)) this.#visit(child, scope);
  }

  #visitFunction(node: FunctionNode, scope: GeneratedScope, nameFrom: Identifier | null, isConstructor = false): void {
    const name = node.id ? identifier(node.id) : nameFrom;
    const inner = this.#open('function', node, scope, { name, isConstructor, bodyStart: node.body.start });
    if (node.type === 'FunctionExpression' && node.id) declare(inner, identifier(node.id), 'own-name');
    for (const param of node.params) this.#declarePattern(param, inner, 'param', inner);
    if (node.body.type !== 'BlockStatement') {
      this.#visit(node.body, inner);
      return;
    }
    // Where parameters have defaults or patterns, the body is a scope of its own, for `var` too (V8: NewVarblockScope).
    const isSimple = node.params.every(({ type }) => type === 'Identifier');
    const body = isSimple ? inner : this.#open('block', node.body, inner, { isBody: true });
    for (const statement of node.body.body) this.#visit(statement, body);
  }

  #visitClass(node: Class, scope: GeneratedScope, nameFrom: Identifier | null): void {
    const name = node.id ? identifier(node.id) : nameFrom;
    const inner = this.#open('class', node, scope, { name });
    if (node.id) declare(inner, identifier(node.id), 'own-name');
    if (node.superClass) this.#visit(node.superClass, inner);
    for (const member of node.body.body) {
      if (member.type === 'StaticBlock') {
        const block = this.#open('function', member, inner);
        for (const statement of member.body) this.#visit(statement, block);
        continue;
      }
      if (member.computed) this.#visit(member.key, inner);
      if (member.type === 'MethodDefinition') {
        this.#visitFunction(member.value, inner, keyOf(member.key, member.computed), member.kind === 'constructor');
      } else if (member.value) {
        const initializer = this.#open('function', member.value, inner);
        this.#visit(member.value, initializer, keyOf(member.key, member.computed));
      }
    }
  }

  #open(
    kind: GeneratedScope['kind'],
    range: { start: number; end: number },
    parent: GeneratedScope,
    more: Partial<Pick<GeneratedScope, 'name' | 'isConstructor' | 'isBody' | 'bodyStart'>> = {},
  ): GeneratedScope {
    const scope = newScope(kind, range, parent, more);
    parent.children.push(scope);
    return scope;
  }

  #declarePattern(
    pattern: Pattern,
    scope: GeneratedScope,
    kind: GeneratedBinding['kind'],
    visitIn: GeneratedScope,
  ): void {
    this.#eachTarget(pattern, visitIn, (target) => {
      if (target.type === 'Identifier') declare(scope, identifier(target), kind);
    });
  }

  #assign(pattern: Pattern, scope: GeneratedScope): void {
    this.#eachTarget(pattern, scope, (target) => {
      if (target.type === 'Identifier') this.#refer(target, scope, true);
      else this.#visit(target, scope);
    });
  }

  /** Calls back for each target of a pattern, and visits the defaults and computed keys on the way. */
  #eachTarget(pattern: Pattern, scope: GeneratedScope, found: (target: Pattern) => void): void {
    switch (pattern.type) {
      case 'ObjectPattern':
        for (const property of pattern.properties) {
          if (property.type === 'RestElement') this.#eachTarget(property.argument, scope, found);
          else {
            if (property.computed) this.#visit(property.key, scope);
            this.#eachTarget(property.value, scope, found);
          }
        }
        return;
      case 'ArrayPattern':
        for (const element of pattern.elements) if (element) this.#eachTarget(element, scope, found);
        return;
      case 'RestElement':
        this.#eachTarget(pattern.argument, scope, found);
        return;
      case 'AssignmentPattern':
        this.#eachTarget(pattern.left, scope, found);
        this.#visit(pattern.right, scope, targetName(pattern.left));
        return;
      default:
        found(pattern);
    }
  }
}

function variableKind(kind: string): 'var' | 'let' | 'const' {
  // `using` declares constants.
  return kind === 'var' || kind === 'let' ? kind : 'const';
}
