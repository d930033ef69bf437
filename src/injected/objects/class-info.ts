import { isClass, isNative, isProxy, own, sourceOf } from './intrinsics.js';
import { kindByBrand } from './kind.js';

/** What objects of one prototype have in common. */
export interface ClassInfo {
  readonly prototype: object | null;
  /** What V8 calls such objects (JSReceiver::GetConstructorName), as far as their prototypes tell. */
  readonly name: string;
  /** The constructor, where it is known. */
  readonly type: object | null;
  /** Where their name is not told by their prototypes: one of them, for which V8 can be asked. */
  readonly unnamedExample: object | null;
  /** Some built-in type is in the chain: each object has to be looked at for what it is. */
  readonly isExotic: boolean;
  /** A class on the chain has `#private` members, which only the inspector lists. */
  readonly hasPrivateMembers: boolean;
  /** Objects that a walk has met, each by its weight. */
  count: number;
  isSeen: boolean;
  /** Of a realm of ours, not of the program's. */
  readonly isOurs: boolean;
  /** Whether its objects have a method `listeners`; true where they may have got it themselves. */
  readonly isEmitter: boolean;
}

const MOST = 20_000;
const MOST_EXAMPLES = 500;
const { getPrototypeOf, hasOwn } = Object;
const OURS = Symbol.for('leakconsole');

/** Tells objects apart by their prototypes. */
export class ClassInfos {
  readonly #byPrototype = new Map<object | null, ClassInfo>();
  /** Of functions, which any object may be the prototype of. */
  readonly #ofFunctions = new Map<object | null, ClassInfo>();
  #examples = 0;

  /** What is known of the class of an object that is no proxy. */
  of(value: object): ClassInfo {
    const prototype = getPrototypeOf(value);
    const infos = typeof value === 'function' ? this.#ofFunctions : this.#byPrototype;
    const known = infos.get(prototype);
    if (known !== undefined) return known;
    const info = this.#describe(value, prototype);
    if (infos.size < MOST) infos.set(prototype, info);
    return info;
  }

  /** All that were met. */
  all(): ClassInfo[] {
    return [...this.#byPrototype.values(), ...this.#ofFunctions.values()];
  }

  #describe(value: object, prototype: object | null): ClassInfo {
    let isExotic = prototype === null || kindByBrand(value) !== 'object';
    let hasPrivateMembers = false;
    // Node may hold a function of ours: the turn of the event loop in which we run.
    let isOurs = false;
    let isEmitter = typeof value === 'function';
    let link = prototype;
    let depth = 0;
    for (; link !== null && depth < 100; depth++) {
      if (isProxy(link)) {
        isExotic = isEmitter = true;
        break;
      }
      isEmitter ||= typeof own(link, 'listeners') === 'function';
      isOurs ||= hasOwn(link, OURS);
      const fn = constructorOf(link);
      if (fn !== null && isNative(fn)) isExotic ||= own(fn, 'name') !== 'Object';
      else if (fn !== null) hasPrivateMembers ||= declaresPrivateMembers(fn);
      link = getPrototypeOf(link);
    }
    isEmitter ||= depth < 2;
    const named = this.#name(value, prototype);
    return { prototype, ...named, isExotic, hasPrivateMembers, count: 0, isSeen: false, isOurs, isEmitter };
  }

  /** The first constructor on the chain, or the first `Symbol.toStringTag` if that comes before it. */
  #name(value: object, prototype: object | null): Pick<ClassInfo, 'name' | 'type' | 'unnamedExample'> {
    if (typeof value === 'function') return { name: 'Function', type: null, unnamedExample: null };
    let unnamedExample: object | null = null;
    let link = prototype;
    for (let depth = 0; link !== null && depth < 100 && !isProxy(link); depth++) {
      const type = constructorOf(link);
      const name = type && own(type, 'name');
      if (typeof name === 'string' && name !== '') return { name, type, unnamedExample };
      const tag = own(link, Symbol.toStringTag);
      if (typeof tag === 'string') return { name: tag, type: null, unnamedExample: null };
      // A constructor without name, or one behind a getter, as that of Node's own Module.
      if (type !== null || hasOwn(link, 'constructor')) {
        if (unnamedExample === null && this.#examples++ < MOST_EXAMPLES) unnamedExample = value;
      }
      link = getPrototypeOf(link);
    }
    return { name: 'Object', type: null, unnamedExample };
  }
}

function constructorOf(link: object): object | null {
  const fn = own(link, 'constructor');
  return typeof fn === 'function' && !isProxy(fn) ? fn : null;
}

function declaresPrivateMembers(fn: object): boolean {
  return isClass(fn) && /[\s;{]#[\p{ID_Start}$_]/u.test(sourceOf(fn));
}
