import type { Container } from '../objects/content-classifier.js';

/**
 * How many objects one constructor has made; of built-in classes, how many of them consist of the same. `fn`: its index
 * in `constructors`, -1 where none is known.
 */
export interface ConstructorCount {
  /** What V8 would call them; null where only V8 can tell, which `example` is there for. */
  readonly name: string | null;
  readonly fn: number;
  /** `fn` is no constructor, but a method of the prototype: a program that has replaced that left no other trace. */
  readonly isMethod: boolean;
  /** An index into `examples`, or -1. */
  readonly example: number;
  /** The class that this is a part of. */
  readonly container: Container | null;
  /** Own keys of plain objects. */
  readonly keys: readonly string[] | null;
  /** What collections hold: the index of its count, or the type of primitives; empty where they hold nothing. */
  readonly holds: number | string | null;
  /** For functions of one text, an index into `functions`, or -1. */
  readonly text: number;
  /** They are no objects, but primitive entries of collections. */
  readonly isOfEntries: boolean;
  /** An estimate: of so many objects one was looked at. */
  readonly oneOf: number;
  /** Of a class with source code: to the objects of which others its own refer, by sample; their indices. */
  readonly refersTo: readonly number[];
  count: number;
}

/**
 * A count in the making. A class, since thousands come about in the stall: to spread objects takes 20 times as long.
 */
export class Entry {
  readonly name: string | null;
  readonly container: Container | null;
  readonly oneOf: number;
  fn = -1;
  isMethod = false;
  example = -1;
  keys: readonly string[] | null = null;
  holds: Entry | string | null = null;
  text = -1;
  /** Its number, -1 before it has one. */
  index = -1;
  /** Its objects are counted in it: a part may be known, and not be told. */
  isTold = false;
  isOfEntries = false;
  count = 0;

  constructor(name: string | null, container: Container | null, oneOf: number) {
    this.name = name;
    this.container = container;
    this.oneOf = oneOf;
  }
}

/** Node's end of an inspector session: there is one for our own questions. */
export function isInspector({ name, fn }: Pick<Entry, 'name' | 'fn'>): boolean {
  return fn === -1 && (name === 'Connection' || name === 'MainThreadConnection');
}
