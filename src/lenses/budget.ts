import { debuglog } from 'node:util';
import { ExitCode, UserError } from '../errors.js';
import type { Limits } from '../isolate/host-process.js';
import type { Isolate } from '../isolate/isolate.js';
import { readMemory } from '../isolate/memory.js';
import { refusedByServer } from '../session/messages.js';
import { formatSeconds } from '../view/format-duration.js';
import { formatBytes } from '../view/format-quantities.js';
import { type Estimate, type Lens, lensesFor, type Question } from './lens.js';
import type { LookOptions } from './look-options.js';
import { type HeapMeasure, measureByCollecting, measureHeap, type Room, roomOf } from './measure-heap.js';

const debug = debuglog('leakconsole');

/**
 * A lens that would cost more than is allowed: what it would cost, and what of that is too much, as a sentence goes on.
 */
interface Excess {
  readonly estimate: Estimate;
  readonly text: string;
}

/** The lens for a question, and why the budget speaks against it; null where nothing does. */
export interface Choice {
  readonly lens: Lens;
  readonly excess: Excess | null;
  /** Why a better lens was not chosen, as a sentence; null where this is the best. */
  readonly instead: string | null;
  /** A lens that fits the budget, and needs the user's word. */
  readonly offer: Offer | null;
  /** Why there is no such lens here, as a sentence; null where that is not the reason. */
  readonly refusal: string | null;
  /** How long the target was stalled in order to choose, ms. */
  readonly stallMs: number;
}

/** A lens that needs the user's word. */
type LensWithConsent = Lens & Required<Pick<Lens, 'consent'>>;

interface Offer {
  readonly lens: LensWithConsent;
  /** What it would cost, as a sentence. */
  readonly text: string;
}

/**
 * Chooses the first of the lenses that answers a question and fits the budget; where none fits, the first. `wanted`:
 * the name of the one to take, whatever it costs less. What a lens would cost is estimated only where it might not fit,
 * and the heap is collected for that only where a guess does not decide. Throws a UserError of exit code 2 where no lens of that name answers the question.
 */
export async function chooseLens(
  lenses: readonly Lens[],
  question: Question,
  wanted: string | null,
  isolate: Isolate,
  limits: Limits,
  options: LookOptions,
): Promise<Choice> {
  const able = lensesFor(lenses, isolate).filter(({ answers }) => answers[question] !== undefined);
  if (able.length === 0) throw refusedByServer();
  const withConsent = wanted === null ? able.find(hasConsent) : undefined;
  let refusal = limits.allowsFork ? await findRefusal(withConsent, isolate) : null;
  const mayAnswer = (lens: Lens) => lens !== withConsent || (limits.allowsFork && refusal === null);
  const candidates = able.filter((lens) => (wanted === null ? mayAnswer(lens) : lens.name === wanted));
  const [first] = candidates;
  if (!first) throw cannotAnswer(wanted, able);
  let heap: HeapMeasure | null = null;
  let firstExcess: Excess | null = null;
  for (const lens of candidates) {
    const { excess, heap: known } = await excessOf(lens, isolate, limits, heap, options);
    heap = known;
    if (!excess) {
      const instead = describeInstead(lens, refusal, first, firstExcess);
      return { lens, excess, instead, ...NO_OFFER, stallMs: heap?.stallMs ?? 0 };
    }
    firstExcess ??= excess;
  }
  const choice = { lens: first, excess: firstExcess, instead: null, stallMs: heap?.stallMs ?? 0 };
  if (!withConsent || candidates.includes(withConsent) || !heap) return { ...choice, offer: null, refusal };
  refusal ??= await findRefusal(withConsent, isolate);
  const offer = refusal === null ? describeOffer(withConsent, question, heap) : null;
  return { ...choice, offer, refusal };
}

const NO_OFFER = { offer: null, refusal: null } as const;

async function findRefusal(lens: Lens | undefined, isolate: Isolate): Promise<string | null> {
  return (await lens?.findRefusal?.(isolate)) ?? null;
}

/** Why a lens answers though others stand before it; null where it is the first. */
function describeInstead(lens: Lens, refusal: string | null, first: Lens, excess: Excess | null): string | null {
  if (excess) return `${first.title} would ${excess.text}: answered by ${lens.title} instead; --force allows it`;
  return refusal && `${refusal}: answered by ${lens.title} instead`;
}

function hasConsent(lens: Lens): lens is LensWithConsent {
  return lens.consent !== undefined;
}

function describeOffer(lens: LensWithConsent, question: Question, heap: HeapMeasure): Offer {
  const { pauseMs } = lens.estimate(heap);
  const elsewhere = lens.costElsewhere?.(question, heap);
  const text = `${lens.title} would stall it for about ${formatSeconds(pauseMs)}${elsewhere ? `, and take ${elsewhere}` : ''}`;
  return { lens, text };
}

function cannotAnswer(wanted: string | null, able: readonly Lens[]): UserError {
  return new UserError('usage', `the lens ${wanted ?? ''} does not answer this`, {
    hint: `these do: ${able.map(({ name }) => name).join(', ')}`,
    exitCode: ExitCode.usage,
  });
}

/** What a lens would take beyond the budget, null if it fits; and what is then known of the heap. */
async function excessOf(
  lens: Lens,
  isolate: Isolate,
  limits: Limits,
  known: HeapMeasure | null,
  options: LookOptions,
): Promise<{ readonly excess: Excess | null; readonly heap: HeapMeasure | null }> {
  if (limits.force) return { excess: null, heap: known };
  const memory = await readMemory(isolate.session);
  const atMost = lens.costAtMost(memory);
  debug('%s would cost at most %j', lens.name, atMost);
  if (describeExcess(atMost, roomOf(memory), limits) === null) return { excess: null, heap: known };
  let heap = known ?? (await measureHeap(isolate, options));
  if (!decides(lens.estimate(heap), heap.room, limits)) heap = await measureByCollecting(isolate, heap);
  const estimate = lens.estimate(heap);
  debug('%s is estimated at %j, allowed are %j', lens.name, estimate, limits);
  const text = describeExcess(estimate, heap.room, limits);
  return { excess: text === null ? null : { estimate, text }, heap };
}

/** Estimates are within this factor of the truth. */
const OFF = 2;

/** Whether it makes no difference to the budget by how much an estimate may be off. */
function decides({ pauseMs, rssBytes }: Estimate, room: Room, limits: Limits): boolean {
  const fits = (factor: number) =>
    describeExcess({ pauseMs: pauseMs * factor, rssBytes: rssBytes * factor }, room, limits) === null;
  return fits(OFF) === fits(1 / OFF);
}

/** What a look would take beyond the budget, as a sentence goes on; null if it fits. */
export function describeExcess(
  { pauseMs, rssBytes }: Estimate,
  room: Room,
  { maxPauseMs, maxRssBytes }: Limits,
): string | null {
  const parts: string[] = [];
  if (pauseMs > maxPauseMs)
    parts.push(`stall the target for about ${formatSeconds(pauseMs)} (allowed: ${formatSeconds(maxPauseMs)})`);
  if (rssBytes > (maxRssBytes ?? room.bytes)) {
    const allowed =
      maxRssBytes === null
        ? `it has ${formatBytes(room.bytes)} up to its ${room.limit}`
        : `allowed: ${formatBytes(maxRssBytes)}`;
    parts.push(`take about ${formatBytes(rssBytes)} of memory there (${allowed})`);
  }
  return parts.length === 0 ? null : parts.join(' and ');
}

/** Asks a question with one of some answers, each with its letter in brackets; gives its index, -1 for none of them. */
export type Choose = (question: string, answers: readonly string[]) => Promise<number>;

/**
 * Asks whether a lens may be used though it is beyond the budget, or the one that is offered instead; gives the lens.
 * Throws a UserError of exit code 3 where the answer is no, or nobody can be asked. `inConsole`: how it is allowed
 * there, as a sentence goes on.
 */
export async function confirmOrRefuse(
  { lens, excess, offer, refusal }: Omit<Choice, 'stallMs'> & { readonly excess: Excess },
  choose: Choose | null,
  inConsole = '; in the console with .budget',
): Promise<Lens> {
  const what = describeWhat({ lens, excess });
  if (choose && offer) {
    const answer = await choose(`${what}\n${offer.text}`, [offer.lens.consent.answer, '[s]top the service for it']);
    if (answer >= 0) return answer === 0 ? offer.lens : lens;
  } else if (choose && (await choose(`${what}. Do it?`, ['[y]es'])) === 0) return lens;
  const pause = Math.ceil((1.5 * excess.estimate.pauseMs) / 1000);
  const megabytes = Math.ceil((1.5 * excess.estimate.rssBytes) / 1e6);
  const other = offer ? `${offer.text}: ${offer.lens.consent.option}. Or ` : refusal ? `${refusal}. You can ` : '';
  throw new UserError('over-budget', describeRefusal({ lens, excess }), {
    hint: `${other}allow it with --max-pause ${pause}s --max-rss ${megabytes}MB, or with --force${inConsole}`,
    exitCode: ExitCode.refused,
  });
}

/** Why the budget does not allow a choice, in one line. */
export function describeRefusal(refused: Pick<Choice, 'lens'> & { readonly excess: Excess }): string {
  return `refused: ${describeWhat(refused)}`;
}

function describeWhat({ lens, excess }: Pick<Choice, 'lens'> & { readonly excess: Excess }): string {
  return `${lens.title} would ${excess.text}`;
}
