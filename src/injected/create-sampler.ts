import type { createReader, Kind, ReaderParts } from './create-reader.js';

/** The parts of a sampler, as they stand in its realm (see `loadInRealm`). */
export interface SamplerParts extends ReaderParts {
  readonly createReader: typeof createReader;
  readonly createSampler: typeof createSampler;
}

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

export interface Sampler {
  /** Goes on for about so many ms; false when there is nothing left to look at, or enough was seen. */
  step(ms: number): boolean;
  result(): HeapSample;
}

/**
 * Estimates what the heap consists of from a few thousand of its objects.
 *
 * Of a large collection it visits some entries, each of which then stands for many, and so does what hangs below it; what is
 * met again below another entry is shared, and stands for itself. What stands for most is visited first. The numbers of nodes and
 * edges are those of V8's heap snapshots (heap-snapshot-generator.cc): each object has an edge to its map, and so on.
 */
export function createSampler(
  parts: SamplerParts,
  roots: readonly object[],
  load: (name: string) => unknown,
  global: object,
): Sampler {
  const reader = parts.createReader(parts, load, global);
  const asker = parts.createAsker(load('inspector') as typeof import('node:inspector'), global);
  const { now } = Date;
  const { random, min, max } = Math;
  const mostObjects = 12_000;
  const mostAsks = 150;
  const sample = 48;
  const mostProperties = 400;

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
  const visits = new Map<object, Visit>();
  /** By weight: above 1,000, above 30, above 1, and 1; the last come first. */
  const queues: Visit[][] = [[], [], [], []];
  const closures: Visit[] = [];
  let asks = 0;
  let here: Visit | null = null;
  let factor = 1;

  function weightOf(visit: Visit): number {
    let weight = 1;
    for (let each: Visit | null = visit; each !== null; each = each.from) {
      if (each.shared) break;
      weight *= each.factor;
    }
    return weight;
  }

  /** Counts a value that `here` refers to, and remembers it if it is an object. */
  function meet(value: unknown): void {
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
    if (reader.isProxy(value)) return;
    const known = visits.get(value);
    if (known !== undefined) {
      known.shared ||= known.from !== null && known.from !== here;
      return;
    }
    if (visits.size >= 3 * mostObjects) return;
    const nothing = { objects: 0, strings: 0, edges: 0, views: 0, bytes: 0, textBytes: 0 };
    const visit = { value, from: here, factor, shared: false, ...nothing };
    visits.set(value, visit);
    const weight = weightOf(visit);
    queues[weight > 1000 ? 3 : weight > 30 ? 2 : weight > 1 ? 1 : 0].push(visit);
  }

  const meetProperty = (_key: unknown, value: unknown) => meet(value);

  function look(visit: Visit): void {
    const { value } = visit;
    here = visit;
    factor = 1;
    const shape = reader.shapeOf(value);
    const kind: Kind = reader.kindOf(value, shape);
    visit.objects = 1;
    visit.edges = 2; // to its map and to its prototype
    if (kind === 'function') {
      visit.edges += 9; // the code, the shared part, the feedback; the context and what all contexts have
      visit.bytes = 64 + 40;
      if (weightOf(visit) > 1) closures.push(visit);
    } else if (ArrayBuffer.isView(value)) {
      visit.views = 1;
      visit.edges += 8;
      visit.bytes = 104 + 100;
      return;
    } else {
      visit.bytes = 24;
    }
    const names = reader.readProperties(value, kind, mostProperties, meetProperty);
    if (names.length > mostProperties) lookInDictionary(value, names);
    else visit.bytes += 8 * names.length;
    const size = reader.sizeOf(value, kind);
    if (kind === 'array') lookInArray(value as unknown[], size);
    else if (size > 0) {
      visit.bytes += size * (kind === 'map' ? 30 : 20);
      visit.edges += 2;
      factor = max(1, size / sample);
      reader.entries(value, kind).next(min(size, sample), meetProperty);
    }
  }

  /** Some properties of very many: their names are strings too. */
  function lookInDictionary(value: object, names: readonly PropertyKey[]): void {
    here!.bytes += 32 * names.length;
    factor = names.length / sample;
    for (let i = 0; i < sample; i++) {
      const name = names[(random() * names.length) | 0];
      meet(name);
      meet(reader.own(value, name));
    }
    factor = 1;
  }

  /** Some elements from anywhere in it; V8 counts an edge from the array and one from its store. */
  function lookInArray(array: unknown[], length: number): void {
    const visit = here!;
    visit.edges += 2;
    visit.bytes += 24 + 8 * length;
    if (length === 0) return;
    factor = max(1, length / sample);
    for (let i = 0; i < sample && i < length; i++) {
      const element = reader.own(array, length <= sample ? i : (random() * length) | 0);
      if (typeof element === 'number') continue; // V8 keeps them in the store itself
      if (typeof element === 'object' && element !== null) visit.edges += factor;
      meet(element);
    }
  }

  /** What closures hold, the inspector alone tells: some of those are asked that stand for many. */
  function ask(): boolean {
    const some = closures.splice(0, 8);
    if (some.length === 0 || asks >= mostAsks) return false;
    asks += some.length;
    const answers = asker.ask(some.map(({ value }) => value));
    for (let i = 0; i < answers.length; i++) {
      const inner = answers[i].scopes?.[0];
      if (!inner || !/^(Closure|Block)/.test(inner.description) || reader.isProxy(inner.object)) continue;
      here = some[i];
      factor = 1;
      reader.readProperties(inner.object, 'keep', sample, meetProperty);
    }
    return true;
  }

  for (let i = 0; i < roots.length; i++) {
    here = null;
    meet(roots[i]);
  }
  let looked = 0;

  return {
    step(ms) {
      const start = now();
      let busy = true;
      try {
        for (let i = 0; busy && i < 2000 && now() - start < ms; i++) {
          const next = queues[3].pop() ?? queues[2].pop() ?? queues[1].pop() ?? queues[0].shift();
          if (next !== undefined && looked++ < mostObjects) look(next);
          else busy = looked < mostObjects && ask();
          if (closures.length >= 64 && asks < mostAsks) ask();
        }
      } finally {
        asker.close();
      }
      return busy;
    },
    result() {
      const sum = { objects: 0, strings: 0, edges: 0, views: 0, bytes: 0, textBytes: 0 };
      for (const visit of visits.values()) {
        const weight = weightOf(visit);
        sum.objects += weight * visit.objects;
        sum.strings += weight * visit.strings;
        sum.edges += weight * visit.edges;
        sum.views += weight * visit.views;
        sum.bytes += weight * visit.bytes;
        sum.textBytes += weight * visit.textBytes;
      }
      return sum;
    },
  };
}
