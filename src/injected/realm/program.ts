/** Loads a built-in module of Node. */
export type LoadBuiltin = (name: string) => unknown;

/**
 * The program that runs in the target: what our realm has of its realm, and of Node. One for all entries of a session.
 */
export class Program {
  /** Its global object. */
  readonly global: typeof globalThis;
  readonly process: NodeJS.Process;
  readonly #load: LoadBuiltin;
  #inspector: typeof import('node:inspector') | null = null;
  /**
   * Prototypes of plain functions that V8 has allocated because the inspector was asked about the function. They are no
   * objects of the program, and left out where objects are counted.
   */
  readonly causedPrototypes = new WeakSet<object>();

  constructor(global: typeof globalThis, load: LoadBuiltin) {
    this.global = global;
    this.#load = load;
    this.process = processOf(global) ?? (load('process') as NodeJS.Process);
  }

  /** A built-in module of Node, without the prefix `node:`, which Node 18 does not take here. */
  load(name: string): unknown {
    return this.#load(name);
  }

  /** Node's module `inspector`, or a stand-in for it (see `keepHeapIds`). */
  get inspector(): typeof import('node:inspector') {
    this.#inspector ??= this.#load('inspector') as typeof import('node:inspector');
    return this.#inspector;
  }

  set inspector(standIn: typeof import('node:inspector')) {
    this.#inspector = standIn;
  }
}

/**
 * The global variable `process`, if it is still that: to load the module makes Node 18 call the program's own getters
 * on it.
 */
function processOf(global: typeof globalThis): NodeJS.Process | null {
  const { process } = global;
  return typeof process === 'object' && process !== null && 'pid' in process ? process : null;
}
