import type { GeneratedScope } from './generated-scopes.js';
import type { Place } from './place.js';

/** An original file within a generated script: a module of its own, wherever the bundler has put its variables. */
export interface BundledModule {
  /** The URL of the original file; of the script itself where that has no map. */
  readonly url: string;
  /** The variables of its top level and of blocks there, by their original names. */
  readonly variables: readonly BundledVariable[];
  /** What it imports, as far as the generated code still refers to it. */
  readonly imports: readonly BundledImport[];
  /**
   * The scopes that hold any of these: of the functions that the bundler wrapped around the file, or the whole
   * script's.
   */
  readonly scopes: readonly GeneratedScope[];
}

/** A variable that a file declares at its top level. */
export interface BundledVariable {
  readonly name: string;
  readonly generatedName: string;
  /** Of its declaration in the original file. */
  readonly place: Place;
  readonly scope: GeneratedScope;
  /** V8 keeps its value, as a function uses it. */
  readonly isKept: boolean;
}

/** A name that a file imports: a variable of the generated code, or a property of one (`import_orders.openOrders`). */
export interface BundledImport {
  readonly name: string;
  readonly generatedName: string;
  readonly property: string | null;
  readonly scope: GeneratedScope;
  readonly isKept: boolean;
}
