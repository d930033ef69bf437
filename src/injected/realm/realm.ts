import { type LoadBuiltin, Program } from './program.js';

/** Evaluates a text in the realm, under a name for stacks. */
export type RunInRealm = (source: string, name: string) => unknown;

/**
 * Modules of Node that a look needs: were they loaded during the first one, their functions would look like growth of
 * the program.
 */
const LOADED_FIRST = ['util', 'module', 'inspector', 'v8', 'perf_hooks', 'fs'];

/**
 * A realm of our own in the target, and what was loaded into it: one a session.
 *
 * Here all intrinsics are as V8 made them, whatever the program has done to its own, and stay so; applied to the
 * program's objects they work on internal slots. It takes a millisecond to make, and goes with the last object of it.
 */
export class Realm {
  /** By name, what the entries export. */
  readonly entries: Record<string, unknown> = Object.create(null);
  readonly #program: Program;
  readonly #run: RunInRealm;

  constructor(global: typeof globalThis, load: LoadBuiltin, run: RunInRealm) {
    this.#program = new Program(global, load);
    this.#run = run;
    // By this, consoles know each other's realms, which they keep out of their answers.
    Object.defineProperty(Object.prototype, Symbol.for('leakconsole'), { value: true });
  }

  /**
   * Evaluates the bundle of an entry, in a turn of its own of the event loop: a call of a client can interrupt
   * JavaScript anywhere, and to load a built-in module while Node is loading it breaks the process.
   */
  async load(name: string, source: string): Promise<void> {
    const { setImmediate } = this.#program.load('timers') as typeof import('node:timers');
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    this.loadAtOnce(name, source);
  }

  /**
   * Like `load` for a thread whose event loop does not turn: nothing but the program is running there (see
   * `readThreadState`).
   */
  loadAtOnce(name: string, source: string): void {
    for (const module of LOADED_FIRST) this.#program.load(module);
    this.loadNow(name, source);
  }

  /** Evaluates the bundle of an entry at once: it may need no built-in module that Node has not loaded for itself. */
  loadNow(name: string, source: string): void {
    const entryOf = this.#run(source, name) as (program: Program) => unknown;
    this.entries[name] = entryOf(this.#program);
  }

  /** Makes an argument of a call out of its JSON: an object of this realm, which inherits nothing of the program's. */
  parse(json: string): unknown {
    return JSON.parse(json);
  }
}
