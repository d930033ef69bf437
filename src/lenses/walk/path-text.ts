import type { PathStep } from '../../injected/walk/path.js';
import type { LoadedModule } from '../../isolate/modules/find-modules.js';

/** A path as one would write it, and the module where it begins. */
export interface PathText {
  /** `main.cache`, `routes/users.js: sessions.byId`, `session.js: MemoryStore.sessions`, `globalThis.cache`. */
  readonly path: string;
  /** The URL of the module; null where it begins at something global. */
  readonly module: string | null;
}

const TIMER_LINK = /^_idle(Next|Prev)$/;
/** Of a key, so many characters are shown. */
const MOST_OF_KEY = 100;
/** So many members after a variable are near to it. */
const MOST_MEMBERS = 2;

type NamedModule = Pick<LoadedModule, 'url' | 'name' | 'isMain'>;

/** What paths are named by: the loaded modules by their scripts. */
export interface Names {
  moduleOf(scriptId: string): NamedModule | null;
}

/** A step of a path; for a variable in a bundle, with the original file to which it belongs. */
export interface NamedStep extends PathStep {
  readonly module?: NamedModule | null;
}

/** The class of the object that holds a collection. */
export interface Holder {
  readonly name: string;
  readonly module: NamedModule;
}

/**
 * Writes a path from its beginning on.
 *
 * From a module's variable on, it is what one can evaluate; `›` leads into what no expression reaches, such as the
 * scope of a closure (`main.bus.listeners("tick")[59] › conn`).
 */
export function pathText(steps: readonly NamedStep[], names: Names): PathText {
  // Through Node's list of timers each leads to all others: the last one holds the rest by itself.
  const timer = steps.findLastIndex(({ type, key }) => type === 'Timeout' && TIMER_LINK.test(key));
  if (timer > 0) return { path: write(steps.slice(timer + 1), 'open handles: Timeout'), module: null };
  // A module whose variables are those of a function is entered by one of its functions, which has no path.
  const [root, ...rest] = steps[0].how === 'root' && steps[0].key === '' ? steps.slice(1) : steps;
  const scriptId = beginsAtClass(root) ? root.typeFrom?.scriptId : root.scope?.scriptId;
  const module = root.module ?? (scriptId ? names.moduleOf(scriptId) : null);
  return { path: write(rest, beginningOf(root, module)), module: module?.url ?? null };
}

/**
 * Writes where a collection is. One that only a closure reaches is named by the class of the object that holds it
 * (`session.js: MemoryStore.sessions`), or else by the function of the closure
 * (`memoize.mjs: memoized › remembered`). If the class is a package's, a near variable of the service's says more.
 */
export function collectionText(steps: readonly NamedStep[], names: Names, holder: Holder | null): PathText {
  const closure = steps.findLastIndex(({ how, scope }) => how === 'variable' && scope?.isModule === false);
  if (closure < 0 || isNodes(steps[closure], names)) return pathText(steps, names);
  const rest = steps.slice(closure + 1);
  if (holder && !(isPackages(holder.module) && isNearServices(steps[closure], rest, names)))
    return { path: write(rest.slice(-1), `${label(holder.module)}${holder.name}`), module: holder.module.url };
  return pathText(steps.slice(closure), names);
}

/** Whether a few members lead to the end of a path from a variable of the service's own. */
function isNearServices(variable: NamedStep, rest: readonly NamedStep[], names: Names): boolean {
  const module = moduleOf(variable, names);
  return module !== null && !isPackages(module) && rest.length <= MOST_MEMBERS;
}

function isPackages({ url }: NamedModule): boolean {
  return url.includes('/node_modules/');
}

/** Whether a path begins so at a class: at its prototype, or at one of its few objects. */
export function beginsAtClass({ how }: PathStep): boolean {
  return how === 'prototype' || how === 'instance';
}

/** Whether a variable is one of Node's own modules, whose name says nothing of the program. */
function isNodes(variable: NamedStep, names: Names): boolean {
  return moduleOf(variable, names)?.url.startsWith('node:') === true;
}

function moduleOf({ module, scope }: NamedStep, names: Names): NamedModule | null {
  return module ?? (scope?.scriptId ? names.moduleOf(scope.scriptId) : null);
}

function beginningOf({ how, key, scope }: PathStep, module: ReturnType<Names['moduleOf']>): string {
  if (how === 'prototype') return `${module ? label(module) : ''}${key}.prototype`;
  if (how === 'instance') return `${module ? label(module) : ''}${key}`;
  if (how !== 'variable') return key;
  if (scope?.isModule === false) return `${module ? `${module.name}: ` : ''}${scope.name || 'anonymous'} › ${key}`;
  return `${module ? label(module, '.') : ''}${key}`;
}

/** `main` is how the console calls the main module; others go by their paths. */
function label({ name, isMain }: Pick<LoadedModule, 'name' | 'isMain'>, mainSeparator = ': '): string {
  return isMain ? (mainSeparator === '.' ? 'main.' : `${name}: `) : `${name}: `;
}

/** Writes steps after what leads to them. */
function write(steps: readonly PathStep[], begin = ''): string {
  let text = begin;
  let repeats = 0;
  for (let i = 0; i < steps.length; i++) {
    const [step, next] = [steps[i], steps[i + 1]];
    const mayRepeat = step.how === 'property' || step.how === 'internal';
    repeats = i > 0 && mayRepeat && step.key === steps[i - 1].key ? repeats + 1 : 0;
    // A linked list: what repeats is told once.
    if (repeats > 2) {
      if (repeats === 3) text += '…';
      continue;
    }
    if (isEvents(step) && next) {
      text += `.listeners(${JSON.stringify(next.key)})`;
      i++;
    } else text = writeStep(text, step);
  }
  return text;
}

/** Whether a step is to the events of an emitter or EventTarget. */
function isEvents({ how, key, keyType, isOfNoEmitter }: PathStep): boolean {
  if (how !== 'property') return false;
  return keyType === 'symbol' ? key === 'kEvents' : key === '_events' && !isOfNoEmitter;
}

function writeStep(text: string, { how, key, keyType, scope }: PathStep): string {
  switch (how) {
    case 'variable':
      // Into the scope of a closure.
      if (scope?.isModule === false) return `${text} › ${key}`;
      return text + member(key, keyType);
    case 'property':
    case 'accessor':
      return text + member(key, keyType);
    case 'index':
      return `${text}[${key}]`;
    case 'value':
      return `${text}.get(${keyOf(key, keyType)})`;
    case 'key':
      return `[...${text}.keys()][${key}]`;
    case 'member':
      return `[...${text}][${key}]`;
    case 'gap':
      return `${text} … `;
    case 'internal':
      return key.startsWith('#') || key.startsWith('[[') ? `${text}.${key}` : `${text} › ${key}`;
    default:
      return `${text} › ${key}`;
  }
}

function member(key: string, keyType: string): string {
  if (keyType === 'symbol') return `[Symbol(${key})]`;
  if (/^\d+$/.test(key)) return `[${key}]`;
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `.${key}` : `[${quote(key)}]`;
}

function keyOf(key: string, keyType: string): string {
  if (keyType === 'string') return quote(key);
  return keyType === 'object' || keyType === 'function' ? `‹${keyType}›` : key;
}

function quote(key: string): string {
  return JSON.stringify(key.length > MOST_OF_KEY ? `${key.slice(0, MOST_OF_KEY - 1)}…` : key);
}
