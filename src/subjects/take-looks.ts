import { setTimeout as sleep } from 'node:timers/promises';
import type { Look, Moment } from '../diagnosis/look.js';
import type { LiveContext } from '../dispatch/command.js';
import { ExitCode, UserError } from '../errors.js';
import type { Isolate } from '../isolate/isolate.js';
import { readVitals } from '../isolate/vitals.js';
import { Interrupted } from '../isolate/wait-for-target.js';
import { readActivity } from '../isolate/walk/read-activity.js';
import { DEFAULT_WALK } from '../lenses/walk/walk-settings.js';
import type { Load } from '../load/load.js';
import { originOf } from '../places/origin.js';
import { formatSeconds } from '../view/format-duration.js';

/** How often a diagnosis looks, the base included. */
export const LOOKS = 6;

/** How many collections are followed: those that grew most, and the largest. */
const MOST_COLLECTIONS = 300;

const NEVER = new AbortController().signal;

/** What a look looks at, one after the other: each gives its part of the look. A new one is a line here. */
const PARTS: readonly {
  /** As a sentence begins, for what could not be looked at. */
  readonly what: string;
  readonly look: (context: LiveContext, state: LookState) => Promise<Partial<Look>>;
}[] = [
  { what: 'vital signs', look: lookAtVitals },
  { what: 'collections', look: lookAtCollections },
  { what: 'counts of classes', look: lookAtTypes },
];

/** What is remembered from look to look. */
interface LookState {
  /** Ends the looking. */
  readonly until: AbortSignal;
  /** The lens that has counted: all looks use the same. */
  lens?: string;
}

/** The looks of a diagnosis, and what could not be looked at. */
export interface TakenLooks {
  /** At least two. */
  readonly looks: readonly Look[];
  /** Whether the user had enough of it. */
  readonly isCutShort: boolean;
  readonly notLookedAt: readonly string[];
}

/**
 * Looks at a process again and again, evenly over a time. The end of the load ends it earlier, with a last look, and
 * `enough` at once. What the budget does not allow is left out, and told. Throws a UserError where the load fails
 * before the second look, and Interrupted where fewer than two looks were taken.
 */
export async function takeLooks(
  context: LiveContext,
  ms: number,
  load: Load | null,
  enough: AbortSignal,
): Promise<TakenLooks> {
  const { progress } = context;
  const ended = load?.ended ?? NEVER;
  const looks: Look[] = [];
  const refused = new Map<string, string>();
  const state: LookState = { until: AbortSignal.any([context.signal, enough]) };
  const start = performance.now();
  try {
    for (let index = 0; index < LOOKS; index++) {
      progress(`look ${index + 1} of ${LOOKS}`);
      looks.push(await lookOnce(context, state, refused));
      const isLast = index + 1 === LOOKS || ended.aborted;
      const next = start + ((index + 1) * ms) / (LOOKS - 1);
      if (!isLast) await rest(next, `look ${index + 2} of ${LOOKS}`, context, AbortSignal.any([state.until, ended]));
      state.until.throwIfAborted();
      if (index === 0 && ended.aborted && load?.fault != null) throw loadFailed(load.fault);
      if (isLast) break;
    }
  } catch (error) {
    if (context.signal.aborted || !enough.aborted) throw error;
    if (looks.length < 2) throw new Interrupted('interrupted before the second look: there is nothing to tell yet');
  }
  const notLookedAt = [...refused].map(([what, why]) => `${what}: ${why}`);
  return { looks, isCutShort: enough.aborted, notLookedAt };
}

function loadFailed(fault: string): UserError {
  return new UserError('no-traffic', fault, { hint: 'does the command work in a shell, while the service runs?' });
}

async function lookOnce(context: LiveContext, state: LookState, refused: Map<string, string>): Promise<Look> {
  let look: Look = { at: new Date().toISOString(), collections: null, types: null, vitals: null, liveBytes: null };
  for (const { what, look: lookAt } of PARTS) {
    if (refused.has(what)) continue;
    try {
      look = { ...look, ...(await lookAt(context, state)) };
    } catch (error) {
      if (!(error instanceof UserError) || error.exitCode !== ExitCode.refused) throw error;
      refused.set(what, error.message);
    }
  }
  return look;
}

async function lookAtVitals({ isolate }: LiveContext): Promise<Partial<Look>> {
  return { vitals: (await readVitals(isolate)).vitals };
}

async function lookAtCollections({ use, isolate }: LiveContext, { until }: LookState): Promise<Partial<Look>> {
  const asked = { most: MOST_COLLECTIONS, all: false, ...DEFAULT_WALK };
  const start = await readMoment(isolate);
  const { answer } = await use('collections', asked, undefined, { mayAsk: false, signal: until });
  const collectionsAt = between(start, await readMoment(isolate));
  return { collectionsAt, collections: new Map(answer.collections.map(({ id, ...seen }) => [id, seen])) };
}

async function lookAtTypes({ use, isolate }: LiveContext, state: LookState): Promise<Partial<Look>> {
  const start = await readMoment(isolate);
  const { lens, answer } = await use('types', DEFAULT_WALK, state.lens, { mayAsk: false, signal: state.until });
  // Of what comes while V8's list of objects is counted, a census has nothing.
  const typesAt = lens === 'walk' ? between(start, await readMoment(isolate)) : start;
  state.lens = lens;
  const types = new Map(
    // Of primitives, the collections tell.
    [...answer.types].flatMap(([key, { name, place, count, isOfEntries }]) =>
      isOfEntries ? [] : [[key, { name, place, origin: originOf(place?.url ?? null), count }]],
    ),
  );
  return { types, typesAt, liveBytes: answer.liveBytes };
}

async function readMoment(isolate: Isolate): Promise<Moment> {
  return { activity: await readActivity(isolate), at: new Date().toISOString() };
}

/** A walk comes to a collection some time between its beginning and its end. */
function between(start: Moment, end: Moment): Moment {
  const at = new Date((Date.parse(start.at) + Date.parse(end.at)) / 2).toISOString();
  const areKnown = start.activity !== null && end.activity !== null;
  return { at, activity: areKnown ? (start.activity + end.activity) / 2 : null };
}

/** Waits until a time on our clock, ms, and says for what; `ended` ends it early. */
async function rest(until: number, what: string, { progress }: LiveContext, ended: AbortSignal): Promise<void> {
  for (let left = until - performance.now(); left > 0 && !ended.aborted; left = until - performance.now()) {
    progress(`the service works · ${what} in ${formatSeconds(left)}`);
    await sleep(Math.min(left, 1000), undefined, { signal: ended }).catch(() => {});
  }
}
