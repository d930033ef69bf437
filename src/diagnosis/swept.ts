import { edgeNameOf, edgeTypeOf, nodeTypeOf } from '../analysis/edges.js';
import { entriesOf } from '../analysis/entries.js';
import type { Heap } from '../analysis/heap.js';
import { isSameFile } from '../places/local-path.js';
import type { SourceFunction } from '../profile/source-function.js';
import { withoutKeys } from './signature.js';
import type { Suspect } from './suspect.js';
import type { Suspicion } from './suspects.js';

/**
 * Takes out collections that a timer empties: each of the latest entries has a property that tells when it expires, and
 * a function that setInterval calls takes expired ones out. Whether it does, a look that is shorter than they live
 * cannot tell. A time to live that nothing looks at stays a finding.
 */
export function withoutSwept(
  { suspects, remarks }: Suspicion,
  heap: Heap | null,
  functions: readonly SourceFunction[],
): Suspicion {
  if (heap === null) return { suspects, remarks };
  const swept = suspects.map((suspect) => {
    const sweeper = findSweeper(suspect, functions);
    return sweeper !== null && doExpire(suspect, heap) ? sweeper : null;
  });
  const told = suspects.flatMap(({ collection, heap: holder }, index) => {
    const sweeper = swept[index];
    if (sweeper === null) return [];
    const path = withoutKeys(collection?.what.path ?? holder?.text ?? '');
    return [
      `${path} has entries that expire, and a timer takes them out (${sweeper.location}): look longer than they live`,
    ];
  });
  return { suspects: suspects.filter((_, index) => swept[index] === null), remarks: [...remarks, ...told] };
}

/** The function by which setInterval empties a collection; null where none is known. */
function findSweeper({ names, module }: Suspect, functions: readonly SourceFunction[]): SourceFunction | null {
  const name = names.at(-1)?.replace(/^#/, '');
  if (name === undefined) return null;
  const deletes = functions.filter(
    ({ place, mentions }) => mentions.has('delete') && isSameFile(place?.url ?? null, module),
  );
  const isCalledBy = (repeated: SourceFunction, each: SourceFunction) =>
    each === repeated || each.around === repeated || (each.name !== '' && repeated.mentions.has(each.name));
  return (
    functions.find(
      (repeated) =>
        repeated.isRepeated &&
        deletes.some((each) => isCalledBy(repeated, each) && (each.mentions.has(name) || repeated.mentions.has(name))),
    ) ?? null
  );
}

/** What properties are called that tell until when something is kept: a rule of thumb, tried on the corpus. */
const EXPIRY = /^[_#]?(expir(es|y|ation)|(expires?|valid|fresh)_?(at|on|time|until)|ttl|max_?age|until|deadline)$/i;
const MOST_ENTRIES = 20;

function doExpire({ heap: holder }: Suspect, heap: Heap): boolean {
  if (holder === null || holder.id === null) return false;
  const { graph } = heap.analysis;
  const found = entriesOf(heap, heap.nodeWithId(holder.id));
  const values = (found?.entries ?? []).slice(-MOST_ENTRIES).flatMap(({ value }) => (value === -1 ? [] : [value]));
  return values.length > 0 && values.every((edge) => hasExpiry(graph.edgeTo[edge]));

  function hasExpiry(node: number, depth = 0): boolean {
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
      if (edgeTypeOf(graph, edge) !== 'property') continue;
      if (EXPIRY.test(String(edgeNameOf(graph, edge)))) return true;
      const to = graph.edgeTo[edge];
      const isPart = edgeNameOf(graph, edge) !== '__proto__' && nodeTypeOf(graph, to) === 'object';
      // As in `session.cookie.expires`.
      if (depth === 0 && isPart && hasExpiry(to, 1)) return true;
    }
    return false;
  }
}
