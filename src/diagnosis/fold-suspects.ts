import { NODE_RESOURCES } from '../analysis/node-resources.js';
import type { Grown } from './look.js';
import { byGrowth, calledByTimer, type Draft, isHeldByTimers, isListOfHandles, type Suspect } from './suspect.js';

/**
 * Of what native code holds, handles and all that hangs on them, what tells most stands for all: a Worker has ports,
 * and not they it.
 */
export function foldNative(drafts: readonly Draft[]): Draft[] {
  const native = drafts.filter(isHeldByRoot).sort((a, b) => tellingRank(a) - tellingRank(b) || byGrowth(a, b));
  const [first, ...others] = native;
  const rest = drafts.filter((draft) => !isHeldByRoot(draft));
  return first ? [{ ...first, types: [...first.types, ...others.flatMap(({ types }) => types)] }, ...rest] : rest;
}

/** Of what grew by the same number below one variable, the first stands for all. */
export function withoutAlike(all: readonly Draft[]): Suspect[] {
  const drafts = all.filter((draft) => !isListOfListeners(draft, all) && !isListOfTimers(draft, all));
  const kept: { draft: Draft; alike: string[]; handles: Draft['collection'] }[] = [];
  // What the program names stands for what Node lists.
  const isOfNode = (draft: Draft) => isHeldByNode(draft) || isListOfHandles(draft);
  for (const draft of [...drafts.filter((each) => !isOfNode(each)), ...drafts.filter(isOfNode)]) {
    const same = kept.find((each) => isAlike(each.draft, draft));
    if (same && isListOfHandles(draft) && isHeldByTimers(same.draft)) same.handles ??= withWaiting(draft, same.draft);
    else if (same) same.alike.push(draft.collection?.what.path ?? draft.heap?.text ?? draft.names.join('.'));
    else kept.push({ draft, alike: [], handles: null });
  }
  kept.sort((a, b) => drafts.indexOf(a.draft) - drafts.indexOf(b.draft));
  return kept.map(({ draft, alike, handles }) => ({ ...draft, collection: draft.collection ?? handles, alike }));
}

function isAlike(a: Draft, b: Draft): boolean {
  if (isSeenTwice(b, a) || isOneMemory(a, b)) return true;
  const [one, other] = [a, b].map(({ collection, types }) => (collection ?? types[0])?.judgement.delta ?? 0);
  const isSameNumber = Math.abs(one - other) <= 0.05 * Math.max(one, other);
  const rootOf = ({ names, heap }: Draft) => names[0] ?? heap?.text;
  if (isSameNumber && (isListOfHandles(a) || isListOfHandles(b))) return true;
  if (isHeldByTimers(a) && isListOfHandles(b) && isOfOneRate(a, b)) return true;
  return isSameNumber && a.module === b.module && rootOf(a) === rootOf(b);
}

/** Views on one memory are as long as each other. */
function isOneMemory(one: Draft, other: Draft): boolean {
  const [bytes, otherBytes] = [one, other].map(({ collection }) =>
    collection?.what.holds[0] === 'bytes' ? collection.what.entries : null,
  );
  return bytes !== null && bytes === otherBytes && one.module === other.module;
}

/** Whether a chain is the list which the listeners of an EventTarget are: a walk tells both. */
function isListOfListeners({ collection }: Draft, drafts: readonly Draft[]): boolean {
  const path = collection?.what.path ?? '';
  return drafts.some(
    ({ collection: other }) => other?.what.kind === 'listeners' && path.startsWith(`${other.what.path}.`),
  );
}

/** Whether a collection is where Node lists timers by how long they wait, of which a walk tells as open handles too. */
function isListOfTimers({ collection }: Draft, drafts: readonly Draft[]): boolean {
  const { path = '', module = null } = collection?.what ?? {};
  return (
    module?.startsWith('node:internal/') === true &&
    /\btimerList(Map|Queue)\b/.test(path) &&
    drafts.some((each) => each.collection?.what.path === 'open handles: Timeout')
  );
}

/** Whether two grow about as fast, by time or by the program's work: a look takes its time, in which that goes on. */
function isOfOneRate(one: Draft, other: Draft): boolean {
  const [a, b] = [one, other].map(({ collection, types }) => collection ?? types[0]);
  if (!a || !b) return false;
  return [
    [a.judgement.perMinute, b.judgement.perMinute],
    [perWork(a), perWork(b)],
  ].some(
    ([rate, otherRate]) => !!rate && !!otherRate && Math.abs(rate - otherRate) <= 0.15 * Math.max(rate, otherRate),
  );
}

function perWork({ course: { activity }, judgement: { delta } }: Grown<unknown>): number | null {
  return activity === undefined ? null : delta / (activity.at(-1)! - activity[0]);
}

/**
 * Of what grows at one rate, whether `one` is the other: a walk has found it by a path that the snapshot does not have,
 * or native code lists it too.
 */
function isSeenTwice(one: Draft, other: Draft): boolean {
  if (!isOfOneRate(one, other)) return false;
  const isUnnamed = ({ collection, heap }: Draft) => collection !== null && heap === null;
  if (isHeldByNode(other)) return false;
  if (isUnnamed(one)) return other.collection === null && other.heap !== null;
  if (!isHeldByNode(one)) return false;
  // Node's timers hold it too, or native code lists what the collection holds.
  const gathered = new Set([...(other.collection?.what.holds ?? []), ...other.types.map(({ what }) => what.name)]);
  return (!isHeldByRoot(one) && isUnnamed(other)) || one.types.some(({ what }) => gathered.has(what.name));
}

function tellingRank({ types: [type] }: Draft): number {
  const rank = NODE_RESOURCES.indexOf(type?.what.name ?? '');
  return 2 * (rank === -1 ? NODE_RESOURCES.length : rank) + (type?.what.place ? 0 : 1);
}

function isHeldByRoot({ heap, collection }: Draft): boolean {
  return collection === null && heap?.path.start?.kind === 'root';
}

/** Where timers but settle promises, as after a pause, it is told what waits for these, if the snapshot knows it. */
function withWaiting({ collection }: Draft, { heap }: Draft): Draft['collection'] {
  const waits = heap && calledByTimer(heap);
  if (collection === null || collection.what.holds[0] !== 'function' || !waits) return collection;
  return { ...collection, what: { ...collection.what, holds: [waits] } };
}

/** Native code or a module of Node's holds it, and no collection was seen. */
function isHeldByNode(draft: Draft): boolean {
  return isHeldByRoot(draft) || (draft.collection === null && draft.module?.startsWith('node:') === true);
}
