import { edgeNameOf, follow, nodeNameOf } from '../analysis/edges.js';
import type { Heap } from '../analysis/heap.js';
import type { PathStep, RetainingPath } from '../analysis/retaining.js';

/** By what a holder is known in every way of looking. */
export interface HolderNames {
  /** The names that lead to it, keys and elements left out. */
  readonly names: readonly string[];
  /** The URL or path of the script where they begin; null where they begin at something global, or at V8's roots. */
  readonly module: string | null;
}

/** How an EventEmitter or EventTarget holds its listeners: a walk writes `.listeners("tick")`. */
const NOT_TOLD = /^(_events|<symbol .*>|\[\[WeakMap\]\])$/;

/**
 * The names on the first `until` steps of a readable path, as a walk has them. What only a closure reaches is known by
 * the class of the object that holds it (`MemoryStore`, `sessions`), or else by the function of the closure
 * (`memoized`, `remembered`): which variables and closures lead there differs from one way of looking to the other.
 */
export function holderNames(
  heap: Heap,
  { start, steps: all }: Pick<RetainingPath, 'start' | 'steps'>,
  until = all.length,
): HolderNames {
  const steps = all.slice(0, until);
  const namesOf = (from: number) => namesBetween(heap, all, from, until);
  const module = start?.url ?? null;
  const closure = steps.findLastIndex((step) => step.edgeType === 'context' && step.function !== null);
  const variable = steps[closure];
  // What Node's own functions are called says nothing of the program.
  if (!variable || variable.place?.url.startsWith('node:')) return { names: namesOf(0), module };
  const owner = closure === steps.length - 1 ? undefined : steps.at(-2);
  const classUrl = owner?.type === 'object' ? scriptOfClass(heap, owner) : null;
  if (owner && classUrl !== null) return { names: [owner.name, ...namesOf(until - 1)], module: classUrl };
  return {
    names: [variable.function || 'anonymous', ...namesOf(closure)],
    module: variable.place?.url ?? module,
  };
}

/** Whether a step has a name that the program gave. */
export function isNamedStep({ edge }: PathStep): boolean {
  return edge !== '[]' && !NOT_TOLD.test(edge);
}

/** The URL or path of the script that has the class of an object; null where that is V8's or Node's own. */
export function scriptOfClass(heap: Heap, { id }: PathStep): string | null {
  const url = heap.sources.placeOfNode(heap.nodeWithId(id))?.url ?? null;
  return url?.startsWith('node:') ? null : url;
}

function namesBetween(heap: Heap, steps: readonly PathStep[], from: number, until: number): string[] {
  const names: string[] = [];
  for (let index = from; index < until; index++) {
    const { edge, id } = steps[index];
    // What follows are Node's own names.
    if (edge === KEPT_BY_EVENT) return [...names, ...(eventOf(heap, id, steps[index + 1]?.id) ?? [])];
    if (isNamedStep(steps[index])) names.push(edge);
  }
  return names;
}

/** How an EventTarget holds its listeners: in a Map by the events. */
const KEPT_BY_EVENT = '<symbol kEvents>';

/**
 * The event to whose listeners a Map of Node's own leads, by what comes next on the path: in its table, a key stands
 * before its value. Null where the snapshot does not tell.
 */
function eventOf(heap: Heap, map: number, next: number | undefined): [string] | null {
  const { graph } = heap.analysis;
  const table = follow(graph, heap.nodeWithId(map), 'internal', 'table');
  if (next === undefined || table === -1) return null;
  const value = heap.nodeWithId(next);
  const fields = new Map<number, number>();
  for (let edge = graph.firstEdge[table]; edge < graph.firstEdge[table + 1]; edge++) {
    fields.set(Number(edgeNameOf(graph, edge)), graph.edgeTo[edge]);
  }
  const [field] = [...fields].find(([, node]) => node === value) ?? [];
  const key = field === undefined ? undefined : fields.get(field - 1);
  return key === undefined ? null : [nodeNameOf(graph, key)];
}
