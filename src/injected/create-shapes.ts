/** What objects of one prototype have in common. */
export interface Shape {
  readonly prototype: object | null;
  /** What V8 calls such objects (JSReceiver::GetConstructorName), as far as their prototypes tell. */
  readonly name: string;
  /** The constructor, where it is known. */
  readonly type: object | null;
  /** Where their name is not told by their prototypes: one of them, for which V8 can be asked. */
  readonly riddle: object | null;
  /** Some built-in type is in the chain: each object has to be looked at for what it is. */
  readonly exotic: boolean;
  /** A class on the chain has `#private` members, which only the inspector lists. */
  readonly secretive: boolean;
  /** Objects that a walk has met, each by its weight. */
  count: number;
  isSeen: boolean;
  /** Of our realm, not of the program's. */
  readonly isOurs: boolean;
}

export interface Shapes {
  /** The shape of an object that is no proxy. */
  of(value: object): Shape;
  all(): Shape[];
}

/** How objects are read without the program taking notice. */
export interface Inspection {
  isProxy(value: object): boolean;
  /** Value of an own data property; undefined for all else. */
  own(value: object, key: PropertyKey): unknown;
  sourceOf(fn: object): string;
  /** A function without a source text of its own. */
  isNative(fn: object): boolean;
  /** An object with nothing but properties. */
  isOrdinary(value: object): boolean;
}

/** Tells objects apart by their prototypes. Belongs into a realm of its own, as `createReader`. */
export function createShapes({ isProxy, own, sourceOf, isNative, isOrdinary }: Inspection): Shapes {
  const MOST = 20_000;
  const MOST_RIDDLES = 500;
  const { getPrototypeOf } = Object;
  const shapes = new Map<object | null, Shape>();
  /** Of functions, which any object may be the prototype of. */
  const functions = new Map<object | null, Shape>();
  let riddles = 0;

  const hasSecrets = (source: string) => /^class\b/.test(source) && /[\s;{]#[\p{ID_Start}$_]/u.test(source);

  function constructorOf(link: object): object | null {
    const fn = own(link, 'constructor');
    return typeof fn === 'function' && !isProxy(fn) ? fn : null;
  }

  function newShape(value: object, prototype: object | null): Shape {
    let exotic = prototype === null || !isOrdinary(value);
    let secretive = false;
    // Node may hold a function of ours: the turn of the event loop in which we run.
    let isOurs = false;
    let link = prototype;
    for (let depth = 0; link !== null && depth < 100; depth++) {
      if (isProxy(link)) {
        exotic = true;
        break;
      }
      isOurs ||= link === Object.prototype;
      const fn = constructorOf(link);
      if (fn !== null && isNative(fn)) exotic ||= own(fn, 'name') !== 'Object';
      else if (fn !== null) secretive ||= hasSecrets(sourceOf(fn));
      link = getPrototypeOf(link);
    }
    return { prototype, ...named(value, prototype), exotic, secretive, count: 0, isSeen: false, isOurs };
  }

  /** The first constructor on the chain, or the first `Symbol.toStringTag` if that comes before it. */
  function named(value: object, prototype: object | null): Pick<Shape, 'name' | 'type' | 'riddle'> {
    if (typeof value === 'function') return { name: 'Function', type: null, riddle: null };
    let riddle: object | null = null;
    let link = prototype;
    for (let depth = 0; link !== null && depth < 100 && !isProxy(link); depth++) {
      const type = constructorOf(link);
      const name = type && own(type, 'name');
      if (typeof name === 'string' && name !== '') return { name, type, riddle };
      const tag = own(link, Symbol.toStringTag);
      if (typeof tag === 'string') return { name: tag, type: null, riddle: null };
      // A constructor without name, or one behind a getter, as that of Node's own Module.
      if (type !== null || Object.getOwnPropertyNames(link).includes('constructor')) riddle ??= riddleOf(value);
      link = getPrototypeOf(link);
    }
    return { name: 'Object', type: null, riddle };
  }

  function riddleOf(value: object): object | null {
    return riddles++ < MOST_RIDDLES ? value : null;
  }

  return {
    of(value) {
      const prototype = getPrototypeOf(value);
      const map = typeof value === 'function' ? functions : shapes;
      const known = map.get(prototype);
      if (known !== undefined) return known;
      const shape = newShape(value, prototype);
      if (map.size < MOST) map.set(prototype, shape);
      return shape;
    },
    all: () => [...shapes.values(), ...functions.values()],
  };
}
