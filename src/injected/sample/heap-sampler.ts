import { InspectorProbe } from '../objects/inspector-probe.js';
import { isProxy, own } from '../objects/intrinsics.js';
import type { Kind } from '../objects/kind.js';
import { ObjectReader } from '../objects/object-reader.js';

/** What a sample of the heap's objects amounts to, each weighed by how many it stands for. */
export interface HeapSample {
  /** Objects of JavaScript: what a census counts. */
  readonly objects: number;
  readonly strings: number;
  /** Edges between the nodes that a heap snapshot would have of them, numbers left out. */
  readonly edges: number;
  /** Buffers and typed arrays. */
  readonly views: number;
  /** Bytes in V8's heap. */
  readonly bytes: number;
  /** Bytes of the texts that a heap snapshot would copy: 1,024 characters of each string. */
  readonly textBytes: number;
}

/** An object that was met, and what it amounts to by itself. */
interface Visit {
  readonly value: object;
  readonly from: Visit | null;
  /** How many entries of its collection it stands for. */
  readonly factor: number;
  shared: boolean;
  objects: number;
  strings: number;
  edges: number;
  views: number;
  bytes: number;
  textBytes: number;
}

const MOST_OBJECTS = 12_000;
const MOST_ASKS = 150;
const SAMPLE = 48;
const MOST_PROPERTIES = 400;
const { now } = Date;
const { random, min, max } = Math;
const { isView } = ArrayBuffer;

/**
 * Estimates what the heap consists of from a few thousand of its objects.
 *
 * Of a large collection it visits some entries, each of which then stands for many, and so does what hangs below it;
 * what is met again below another entry is shared, and stands for itself. What stands for most is visited first. The
 * numbers of nodes and edges are those of V8's heap snapshots (heap-snapshot-generator.cc): each object has an edge to
 * its map, and so on.
 */
export class HeapSampler {
  readonly #reader = new ObjectReader();
  readonly #probe = new InspectorProbe();
  readonly #visits = new Map<object, Visit>();
  /** By weight: above 1,000, above 30, above 1, and 1; the last come first. */
  readonly #queues: Visit[][] = [[], [], [], []];
  readonly #closures: Visit[] = [];
  #asks = 0;
  #looked = 0;
  #here: Visit | null = null;
  #factor = 1;
  readonly #meetProperty = (_key: unknown, value: unknown) => this.#meet(value);

  constructor(roots: readonly object[]) {
    for (const root of roots) {
      this.#here = null;
      this.#meet(root);
    }
  }

  /** Goes on for about so many ms; false when there is nothing left to look at, or enough was seen. */
  step(ms: number): boolean {
    const start = now();
    const [single, few, many, most] = this.#queues;
    let isBusy = true;
    try {
      for (let i = 0; isBusy && i < 2000 && now() - start < ms; i++) {
        const next = most.pop() ?? many.pop() ?? few.pop() ?? single.shift();
        if (next !== undefined && this.#looked++ < MOST_OBJECTS) this.#look(next);
        else isBusy = this.#looked < MOST_OBJECTS && this.#ask();
        if (this.#closures.length >= 64 && this.#asks < MOST_ASKS) this.#ask();
      }
    } finally {
      this.#probe.close();
    }
    return isBusy;
  }

  /** What was seen so far. */
  result(): HeapSample {
    const sum = { objects: 0, strings: 0, edges: 0, views: 0, bytes: 0, textBytes: 0 };
    for (const visit of this.#visits.values()) {
      const weight = weightOf(visit);
      sum.objects += weight * visit.objects;
      sum.strings += weight * visit.strings;
      sum.edges += weight * visit.edges;
      sum.views += weight * visit.views;
      sum.bytes += weight * visit.bytes;
      sum.textBytes += weight * visit.textBytes;
    }
    return sum;
  }

  /** Counts a value that `#here` refers to, and remembers it if it is an object. */
  #meet(value: unknown): void {
    const here = this.#here;
    const factor = this.#factor;
    if (typeof value === 'string') {
      here!.strings += factor;
      here!.edges += factor * 2.5; // to it, to its map, and to the pieces of which it may consist
      here!.bytes += factor * (16 + value.length);
      here!.textBytes += factor * min(value.length, 1024);
      return;
    }
    if (typeof value === 'number') {
      if ((value | 0) !== value) here!.bytes += factor * 16;
      return;
    }
    if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return;
    if (here !== null) here.edges += factor;
    if (isProxy(value)) return;
    const known = this.#visits.get(value);
    if (known !== undefined) {
      known.shared ||= known.from !== null && known.from !== here;
      return;
    }
    if (this.#visits.size >= 3 * MOST_OBJECTS) return;
    const nothing = { objects: 0, strings: 0, edges: 0, views: 0, bytes: 0, textBytes: 0 };
    const visit = { value, from: here, factor, shared: false, ...nothing };
    this.#visits.set(value, visit);
    const weight = weightOf(visit);
    this.#queues[weight > 1000 ? 3 : weight > 30 ? 2 : weight > 1 ? 1 : 0].push(visit);
  }

  #look(visit: Visit): void {
    const reader = this.#reader;
    const { value } = visit;
    this.#here = visit;
    this.#factor = 1;
    const kind: Kind = reader.kindOf(value, reader.classes.of(value));
    visit.objects = 1;
    visit.edges = 2; // to its map and to its prototype
    if (kind === 'function') {
      visit.edges += 9; // the code, the shared part, the feedback; the context and what all contexts have
      visit.bytes = 64 + 40;
      if (weightOf(visit) > 1) this.#closures.push(visit);
    } else if (isView(value)) {
      visit.views = 1;
      visit.edges += 8;
      visit.bytes = 104 + 100;
      return;
    } else {
      visit.bytes = 24;
    }
    const names = reader.readProperties(value, kind, MOST_PROPERTIES, this.#meetProperty);
    if (names.length > MOST_PROPERTIES) this.#lookInDictionary(visit, names);
    else visit.bytes += 8 * names.length;
    const size = reader.sizeOf(value, kind);
    if (kind === 'array') this.#lookInArray(visit, size);
    else if (size > 0) {
      visit.bytes += size * (kind === 'map' ? 30 : 20);
      visit.edges += 2;
      this.#factor = max(1, size / SAMPLE);
      reader.entries(value, kind).next(min(size, SAMPLE), this.#meetProperty);
    }
  }

  /** Some properties of very many: their names are strings too. */
  #lookInDictionary(visit: Visit, names: readonly PropertyKey[]): void {
    visit.bytes += 32 * names.length;
    this.#factor = names.length / SAMPLE;
    for (let i = 0; i < SAMPLE; i++) {
      const name = names[(random() * names.length) | 0];
      this.#meet(name);
      this.#meet(own(visit.value, name));
    }
    this.#factor = 1;
  }

  /** Some elements from anywhere in it; V8 counts an edge from the array and one from its store. */
  #lookInArray(visit: Visit, length: number): void {
    visit.edges += 2;
    visit.bytes += 24 + 8 * length;
    if (length === 0) return;
    this.#factor = max(1, length / SAMPLE);
    for (let i = 0; i < SAMPLE && i < length; i++) {
      const element = own(visit.value, length <= SAMPLE ? i : (random() * length) | 0);
      if (typeof element === 'number') continue; // V8 keeps them in the store itself
      if (typeof element === 'object' && element !== null) visit.edges += this.#factor;
      this.#meet(element);
    }
  }

  /** What closures hold, the inspector alone tells: some of those are asked about that stand for many. */
  #ask(): boolean {
    const some = this.#closures.splice(0, 8);
    if (some.length === 0 || this.#asks >= MOST_ASKS) return false;
    this.#asks += some.length;
    const answers = this.#probe.probe(some.map(({ value }) => value));
    for (let i = 0; i < answers.length; i++) {
      const inner = answers[i].scopes?.[0];
      if (!inner || !/^(Closure|Block)/.test(inner.description) || isProxy(inner.object)) continue;
      this.#here = some[i];
      this.#factor = 1;
      this.#reader.readProperties(inner.object, 'keep', SAMPLE, this.#meetProperty);
    }
    return true;
  }
}

/** For how many objects a visited one stands. */
function weightOf(visit: Visit): number {
  let weight = 1;
  for (let each: Visit | null = visit; each !== null; each = each.from) {
    if (each.shared) break;
    weight *= each.factor;
  }
  return weight;
}
