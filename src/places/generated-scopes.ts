/** A scope of generated code, as V8 makes scopes. Offsets count characters of the script. */
export interface GeneratedScope {
  /**
   * `root`: the whole script. A class is a scope of its own, with its name in it; what initializes a field is a
   * function.
   */
  readonly kind: 'root' | 'function' | 'class' | 'block' | 'catch';
  readonly start: number;
  readonly end: number;
  /** Where the code of a function begins, behind its parameters; for others, `start`. */
  readonly bodyStart: number;
  readonly parent: GeneratedScope | null;
  readonly children: GeneratedScope[];
  readonly bindings: Map<string, GeneratedBinding>;
  /**
   * The identifier by which a function or class is called: its own, or that of the variable or property that gets it.
   */
  readonly name: Identifier | null;
  /** `function` is the constructor of the class around it. */
  readonly isConstructor: boolean;
  /** A block that is the body of a function: its `var`s are here. */
  readonly isBody: boolean;
  /** A direct `eval` can see every variable, so V8 keeps all of them. */
  hasEval: boolean;
}

/** A name and where it stands. */
export interface Identifier {
  readonly name: string;
  readonly offset: number;
}

/** A variable of generated code. */
export interface GeneratedBinding {
  readonly name: string;
  readonly kind: 'var' | 'let' | 'const' | 'function' | 'class' | 'param' | 'import' | 'own-name';
  readonly offset: number;
  /** A function inside uses it, or the module exports it: V8 keeps it in a context, where it can be read. */
  isCaptured: boolean;
  /** Where it is used, and for a property of it (`imported.name`) which. */
  readonly uses: BindingUse[];
}

/** One place in the code where a variable is read or written. */
export interface BindingUse {
  readonly offset: number;
  readonly isWrite: boolean;
  readonly property: Identifier | null;
}

/** What a CommonJS module gets from the function that Node wraps around it. */
export const COMMONJS_PARAMETERS = ['exports', 'require', 'module', '__filename', '__dirname'] as const;

/** Whether V8 keeps the value of a variable where it can be read: a function or another module may use it. */
export function isKept(scope: GeneratedScope, binding: GeneratedBinding): boolean {
  return binding.isCaptured || binding.kind === 'import' || scope.hasEval;
}

/** The innermost scope of a kind in which an offset lies. */
export function scopeAt(
  root: GeneratedScope,
  offset: number,
  kinds?: readonly GeneratedScope['kind'][],
): GeneratedScope {
  let scope = root;
  for (;;) {
    const inner = childAt(scope.children, offset);
    if (!inner) break;
    scope = inner;
  }
  while (kinds && scope.parent && !kinds.includes(scope.kind)) scope = scope.parent;
  return scope;
}

/** Children come in the order of the text and do not overlap. */
function childAt(children: readonly GeneratedScope[], offset: number): GeneratedScope | undefined {
  let low = 0;
  let high = children.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (children[middle].end <= offset) low = middle + 1;
    else if (children[middle].start > offset) high = middle - 1;
    else return children[middle];
  }
  return undefined;
}

/** A scope without variables. */
export function newScope(
  kind: GeneratedScope['kind'],
  { start, end }: { start: number; end: number },
  parent: GeneratedScope | null,
  { name = null, isConstructor = false, isBody = false, bodyStart = start }: Partial<GeneratedScope> = {},
): GeneratedScope {
  return {
    kind,
    start,
    end,
    bodyStart,
    parent,
    children: [],
    bindings: new Map(),
    name,
    isConstructor,
    isBody,
    hasEval: false,
  };
}

/** Declares a variable: the first declaration counts, but a function's own name yields to a variable of its name. */
export function declare(scope: GeneratedScope, { name, offset }: Identifier, kind: GeneratedBinding['kind']): void {
  const before = scope.bindings.get(name);
  if (before && before.kind !== 'own-name') return;
  scope.bindings.set(name, { name, kind, offset, isCaptured: false, uses: [] });
}

/** The scope to which a `var` belongs that stands in a scope. */
export function functionScope(scope: GeneratedScope): GeneratedScope {
  let at = scope;
  while (at.parent && at.kind !== 'function' && !at.isBody) at = at.parent;
  return at;
}
