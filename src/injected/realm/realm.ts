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
  /** By name, what the entries export, and the parts that they share. */
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
   * Evaluates what loads an entry, in a turn of its own of the event loop: a call of a client can interrupt
   * JavaScript anywhere, and to load a built-in module while Node is loading it breaks the process.
   */
  async load(source: string, name: string): Promise<void> {
    const { setImmediate } = this.#program.load('timers') as typeof import('node:timers');
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    this.loadAtOnce(source, name);
  }

  /**
   * Like `load` for a thread whose event loop does not turn: nothing but the program is running there (see
   * `readThreadState`).
   */
  loadAtOnce(source: string, name: string): void {
    for (const module of LOADED_FIRST) this.#program.load(module);
    this.loadNow(source, name);
  }

  /**
   * Evaluates what loads an entry (see `loadable`) at once: it may need no built-in module that Node has not loaded for
   * itself. What is there already stays.
   */
  loadNow(source: string, name: string): void {
    const makers = this.#run(source, name) as Record<string, (program: Program, parts: object) => unknown>;
    for (const each of Object.keys(makers)) this.entries[each] ??= makers[each](this.#program, this.entries);
  }

  /** Makes an argument of a call out of its JSON: an object of this realm, which inherits nothing of the program's. */
  parse(json: string): unknown {
    return JSON.parse(json);
  }
}
