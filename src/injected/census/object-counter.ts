import { mayAskItself } from '../inspector/inspector-session.js';
import { type Container, ContentClassifier, EMPTY, firstOf, UNTOLD } from '../objects/content-classifier.js';
import { FEW, rememberFew } from '../objects/few-instances.js';
import { type FunctionPlace, withProbe } from '../objects/inspector-probe.js';
import type { DictionaryKeys } from '../objects/shape-tree.js';
import { program } from '../program.js';
import { bareIn, isBare, lastBare } from './bare-objects.js';
import { type ConstructorCount, Entry, isInspector } from './constructor-count.js';
import { ConstructorEntries } from './constructor-entries.js';
import { CONSIDERED, findReferences, SAMPLES } from './find-references.js';
import { signatureOf } from './function-facts.js';
import { isSamePlace, mostFrequentPlace, sampleEvenly } from './function-places.js';
import { type Collection, entryCount, primitivesIn } from './primitives-in.js';
import { samplingSteps } from './sampling-steps.js';

/** Objects of one prototype. */
interface Group {
  readonly entry: Entry;
  /** They are told apart by what they consist of. */
  readonly container: Container | null;
  /** Some of them, if their class is the program's. */
  readonly few: object[] | null;
  seen: number;
}

/** Parts of each class that are told, the greatest; of one object alone nobody needs to know. */
const MOST_PARTS: Readonly<Record<Container, number>> = { Object: 200, Array: 200, Map: 200, Set: 200, Function: 500 };
const LEAST_OF_PART = 2;
/** What smaller collections hold comes and goes. */
const LEAST_ENTRIES = 32;

const { getPrototypeOf } = Object;
const { isProxy } = (program.load('util') as typeof import('node:util')).types;

/**
 * Counts objects by their constructor, as V8 names it in a heap snapshot (JSReceiver::GetConstructorName).
 *
 * It reads prototypes and own data properties, and calls nothing of the program; no proxy may be among the objects
 * (`Runtime.queryObjects` gives none). One lookup an object. It holds constructors and a few examples, none of the
 * objects otherwise.
 */
export class ObjectCounter {
  readonly #entries = new ConstructorEntries();
  /** Of each text a few functions, from all over the heap. */
  readonly #functions: object[][] = [];
  readonly #byPrototype = new Map<object | null, Group>();
  readonly #parts: Readonly<Record<Container, Entry[]>> = { Object: [], Array: [], Map: [], Set: [], Function: [] };
  /** Collections by what they hold. */
  readonly #holders = {
    Array: new Map<Entry | string, Entry>(),
    Map: new Map<Entry | string, Entry>(),
    Set: new Map<Entry | string, Entry>(),
  };
  readonly #classifier = new ContentClassifier<Entry>({
    ofKeys: (keys) => {
      const part = this.#addPart('Object', null);
      part.keys = keys;
      return part;
    },
    ofFunction: () => {
      const part = this.#addPart('Function', null);
      part.text = this.#functions.push([]) - 1;
      return part;
    },
    ofArguments: () => this.#addPart('Object', 'Arguments'),
    ofBound: (name) => this.#addPart('Function', name),
  });
  readonly #functionGroup: Group = {
    entry: this.#entries.ofName('Function'),
    container: 'Function',
    few: null,
    seen: 0,
  };
  /** Plain objects with many keys: to list these takes long, so it is done once, however many refer to the object. */
  readonly #dictionaries = new Map<object, DictionaryKeys>();
  /** Of the object that is looked into; one for all, as there are very many. */
  readonly #keys: DictionaryKeys = { first: '', count: 0 };
  readonly #objectPrototype: object;
  readonly #references: ReadonlyMap<Entry, ReadonlySet<Entry>>;
  #steps: Readonly<Record<Container, number>>;
  #last: object | null | undefined;
  #lastGroup = this.#functionGroup;

  constructor(objects: readonly object[], objectPrototype: object) {
    this.#objectPrototype = objectPrototype;
    this.#steps = samplingSteps(objects.length);
    const firstConsidered = objects.length - CONSIDERED;
    const classes: (Entry | null)[] = [];
    for (let i = 0; i < objects.length; i++) {
      const entry = this.#count(objects[i]);
      if (i >= firstConsidered) classes.push(entry);
    }
    this.#rememberFew();
    this.#selectParts();
    this.#steps = samplingSteps(1);
    this.#references = findReferences(objects, classes, (from, value) => {
      this.#meetBare(from, value);
      return this.#classOf(value);
    });
  }

  /** The counts of all that were met, and of what collections hold; those of a class without those of its parts. */
  counts(): readonly ConstructorCount[] {
    return this.#entries.all.map((each) => {
      const { index, isTold, holds, count, ...entry } = each;
      return {
        ...entry,
        count: isTold && !isInspector(entry) ? count : 0,
        holds: holds === null || typeof holds === 'string' ? holds : holds.index,
        refersTo: [...(this.#references.get(each) ?? [])].map((to) => to.index),
      };
    });
  }

  /**
   * What tells the texts of functions apart from look to look, in the order of their numbers; null where it must not be
   * asked where they are.
   */
  signatures(): readonly (string | null)[] {
    const told = new Set(this.#parts.Function.filter(({ isTold }) => isTold).map(({ text }) => text));
    return this.#functions.map(([fn], text) => (told.has(text) ? signatureOf(fn) : null));
  }

  /** Where functions of some texts are from; of a text that stands in several places, where most of them are. */
  placesOfFunctions(texts: readonly number[]): readonly FunctionPlace[] {
    return withProbe((probe) => texts.map((text) => mostFrequentPlace(this.#functions[text], probe)));
  }

  /** Where some of `constructors` begin; null where they can only be asked for from outside. */
  placesOfConstructors(indexes: readonly number[]): readonly FunctionPlace[] | null {
    if (!mayAskItself) return null;
    const constructors = indexes.map((index) => this.#entries.constructors[index]);
    return withProbe((probe) => probe.locateConstructors(constructors));
  }

  /** Constructors with source code of their own, which have a place. */
  constructors(): readonly object[] {
    return this.#entries.constructors;
  }

  examples(): readonly object[] {
    return this.#entries.examples;
  }

  /**
   * The last `most` of the given objects that belong to some of the counts, which are named by their indices; of
   * functions those at a place, as functions of one text may stand in several.
   *
   * V8 lists a heap page by page, and new objects come to new pages: the last are most often the youngest.
   */
  pickLast(
    objects: readonly object[],
    wanted: readonly { readonly index: number; readonly place: FunctionPlace | null }[],
    most: number,
  ): readonly object[] {
    const places = new Map<Entry, FunctionPlace | null>();
    for (const { index, place } of wanted) places.set(this.#entries.all[index], place);
    const isWanted = (shape: Entry) => shape.isTold && places.has(shape);
    const picked: object[] = [];
    withProbe((probe) => {
      for (let i = objects.length - 1; i >= 0 && picked.length < most; i--) {
        const group = this.#groupOf(objects[i]);
        const part = this.#partOf(objects[i], group);
        picked.push(...this.#pickBare(objects[i], group.container, isWanted, most - picked.length));
        const place = places.get(part?.isTold ? part : group.entry);
        if (place === undefined || isCausedByUs(objects[i])) continue;
        if (place === null || isSamePlace(probe.locate([objects[i]])[0], place)) picked.push(objects[i]);
      }
    });
    return picked.slice(0, most);
  }

  /** Counts an object; gives what refers to others of interest: its class if that has source code, its shape. */
  #count(object: object): Entry | null {
    const group = this.#groupOf(object);
    const { entry, container, few } = group;
    if (container === null) {
      entry.count++;
      if (few !== null && few.length < FEW) few.push(object);
      return entry.fn === -1 ? null : entry;
    }
    const step = this.#steps[container];
    const part = step > 1 && group.seen++ % step !== 0 ? null : this.#partOf(object, group);
    if (part === null && isCausedByUs(object)) return null;
    if (container !== 'Function') this.#countEntries(object, container);
    entry.count++;
    if (part === null) return null;
    if (part.text >= 0) sampleEvenly(this.#functions[part.text], part.count / step, object);
    part.count += step;
    return container === 'Object' ? part : null;
  }

  #classOf(object: object): Entry | null {
    const group = this.#groupOf(object);
    if (group.entry.fn !== -1) return group.entry;
    return group.container === 'Object' ? this.#partOf(object, group) : null;
  }

  #groupOf(object: object): Group {
    if (typeof object === 'function') return this.#functionGroup;
    const prototype = getPrototypeOf(object);
    if (prototype !== this.#last) {
      this.#last = prototype;
      let group = this.#byPrototype.get(prototype);
      if (group === undefined) {
        const entry = this.#entries.ofPrototype(prototype, object);
        const container = this.#containerOf(entry, prototype);
        group = { entry, container, few: container === null && entry.fn !== -1 ? [] : null, seen: 0 };
        this.#byPrototype.set(prototype, group);
      }
      this.#lastGroup = group;
    }
    return this.#lastGroup;
  }

  /** Which objects are looked into: those whose prototype is that of a built-in class itself. */
  #containerOf({ name, fn }: Entry, prototype: object | null): Container | null {
    if (prototype === this.#objectPrototype) return name === 'Object' ? 'Object' : null;
    if (fn !== -1 || prototype === null || getPrototypeOf(prototype) !== this.#objectPrototype) return null;
    return name === 'Array' || name === 'Map' || name === 'Set' ? name : null;
  }

  /** The part of its class that an object belongs to; null where it is told by nothing. */
  #partOf(object: object, { container }: Group): Entry | null {
    if (container === 'Object') return this.#shapeOf(object);
    if (container === 'Function') return this.#classifier.ofFunction(object);
    if (container === null) return null;
    const first = firstOf(object, container);
    const holds = first === UNTOLD ? null : first === EMPTY ? '' : this.#whatIs(first);
    if (holds === null) return null;
    let part = this.#holders[container].get(holds);
    if (part === undefined) {
      part = this.#addPart(container, null);
      part.holds = holds;
      this.#holders[container].set(holds, part);
    }
    return part;
  }

  #pickBare(collection: object, container: Container | null, isWanted: (part: Entry) => boolean, most: number) {
    if (container === null || container === 'Function') return [];
    const dictionary = this.#dictionaries.get(collection);
    const count = entryCount(collection, container, dictionary);
    const bare = count < LEAST_ENTRIES ? null : bareIn(collection, container, count, dictionary);
    const shape = bare && this.#classifier.ofPlain(bare.first);
    return shape !== null && isWanted(shape) ? lastBare(collection, container, bare!, most) : [];
  }

  #shapeOf(object: object): Entry | null {
    if (this.#dictionaries.has(object)) return null;
    this.#keys.count = 0;
    const shape = this.#classifier.ofPlain(object, this.#keys);
    if (this.#keys.count > 0) this.#dictionaries.set(object, { ...this.#keys });
    return shape;
  }

  /**
   * Counts what a large collection holds and the list of objects lacks: primitives, or objects without prototype. Of an
   * object, the keys were counted when it was looked into; of other collections the size is at hand.
   */
  #countEntries(collection: object, container: Collection): void {
    const dictionary = container === 'Object' ? this.#dictionaries.get(collection) : undefined;
    const count = entryCount(collection, container, dictionary);
    if (count < LEAST_ENTRIES) return;
    const held = primitivesIn(collection, container, count, dictionary);
    if (held !== null) {
      const entry = this.#entries.ofName(`${held.type} in ${container}`);
      entry.isOfEntries = true;
      entry.count += held.count;
    }
    const bare = bareIn(collection, container, count, dictionary);
    const shape = bare && this.#classifier.ofPlain(bare.first);
    if (bare === null || shape === null) return;
    shape.count += bare.count;
    this.#groupOf(bare.first).entry.count += bare.count;
  }

  /**
   * Counts the primitives in a dictionary without prototype, as far as it is met: what `from` has refers to it. Of a
   * class with more objects than are looked at, others would be met the next time.
   */
  #meetBare(from: Entry, value: object): void {
    if (from.count > SAMPLES || !isBare(value) || this.#dictionaries.has(value)) return;
    this.#shapeOf(value);
    this.#countEntries(value, 'Object');
  }

  /** What a collection holds: an object's class, or shape; the type of a primitive. */
  #whatIs(value: unknown): Entry | string | null {
    if (value === null || value === undefined) return null;
    if (typeof value !== 'object' && typeof value !== 'function') return typeof value;
    if (isProxy(value)) return null;
    const group = this.#groupOf(value);
    if (group.container !== 'Object') return group.entry;
    return this.#partOf(value, group) ?? group.entry;
  }

  #addPart(container: Container, name: string | null): Entry {
    const part = new Entry(name, container, this.#steps[container]);
    this.#parts[container].push(part);
    return part;
  }

  #rememberFew(): void {
    const groups = [...this.#byPrototype.values()];
    rememberFew(groups.flatMap(({ entry, few }) => (few !== null && entry.count <= FEW ? few : [])));
  }

  /** Takes the greatest parts of each class out of its count; the others stay in it. */
  #selectParts(): void {
    for (const { entry, container } of [this.#functionGroup, ...this.#byPrototype.values()]) {
      if (container === null) continue;
      const parts = this.#parts[container].filter(({ count }) => count >= LEAST_OF_PART);
      for (const part of parts.sort((a, b) => b.count - a.count).slice(0, MOST_PARTS[container])) {
        this.#entries.number(part);
        part.isTold = true;
        entry.count = Math.max(0, entry.count - part.count);
      }
    }
  }
}

function isCausedByUs(object: object): boolean {
  return program.causedPrototypes.has(object);
}
