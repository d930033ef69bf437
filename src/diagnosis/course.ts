import { type CountedTime, rateTrend } from '../analysis/rate-trend.js';
import { median } from '../analysis/theil-sen.js';

/** How a number went over the looks, the base first. */
export interface Course {
  readonly numbers: readonly number[];
  /** When each was taken, ms. */
  readonly at: readonly number[];
  /** How much the program had done until then, where that is known: a clock that goes by its work. */
  readonly activity?: readonly number[];
}

/**
 * How a course went. `steady`: it rose at every look, and at the end not much slower than at first; `slowing`: it rose,
 * and then hardly any more, as a warm-up does; `up`: it rose in all, but not at every look, or too few looks tell;
 * `still`: it did not rise.
 */
export type Tendency = 'steady' | 'slowing' | 'up' | 'still';

/** What a course tells. */
export interface CourseJudgement {
  readonly tendency: Tendency;
  /** At how many looks after the base it was higher than before. */
  readonly rises: number;
  /** At how many it was lower. */
  readonly falls: number;
  /** How many looks there were after the base. */
  readonly of: number;
  readonly delta: number;
  /** The middle one of the rates from look to look, a minute; null where no time has passed. */
  readonly perMinute: number | null;
}

/** Five rising steps come about by chance once in 120 times (Mann–Kendall, one-sided), three once in six. */
export const FEWEST_STEPS = 4;
/** A second half that is slower than this share of the first is a warm-up: traffic itself may halve meanwhile. */
const SLOWED = 0.3;
/**
 * It is one too where it is slower than this, and each step slower than that before, or chance does not explain it:
 * traffic comes and goes.
 */
const SLOWED_STEADILY = 0.6;
/**
 * It is one too where a line that falls by this share explains it, and chance does not: at a constant rate, scores are
 * below the first once in ten times, and without the fastest step, which may be a burst, below the other once in four.
 * Tried on 3,000 random courses each: of sets of 100 to 500 keys, asked for by Zipf's law, 65 to 85 % slow down by it
 * while they fill, and of those of 2,000, half; of steady leaks of 2 to 400 a step, at most 6 % do, and where traffic
 * varies by 10 to 40 %, 5 to 11 %.
 */
const LEAST_FALL = 0.25;
const RARE = -1.28;
const RARE_WITHOUT_BURST = -0.67;

/** Tells steady growth from warm-up and churn. The rates of the halves are medians, so that one burst says nothing. */
export function judgeCourse(course: Course): CourseJudgement {
  const { numbers, at } = course;
  const steps = differencesOf(numbers);
  const times = differencesOf(at);
  const rises = steps.filter((step) => step > 0).length;
  const falls = steps.filter((step) => step < 0).length;
  const delta = steps.length === 0 ? 0 : numbers.at(-1)! - numbers[0];
  const rates = steps.flatMap((step, index) => (times[index] > 0 ? [(step * 60_000) / times[index]] : []));
  const perMinute = rates.length === 0 ? null : median(rates);
  return { tendency: tendencyOf(course, steps, delta), rises, falls, of: steps.length, delta, perMinute };
}

function tendencyOf(course: Course, steps: readonly number[], delta: number): Tendency {
  if (delta <= 0) return 'still';
  // The first step may belong to a warm-up: what rose in it, and hardly later, slows down.
  if (steps.length >= FEWEST_STEPS && clocksOf(course).every((times) => isSlower(steps, times))) return 'slowing';
  return steps.length >= FEWEST_STEPS && steps.every((step) => step > 0) ? 'steady' : 'up';
}

/**
 * How long each step took: by time, and by the work of the program, which may have had less to do. What grows by more
 * than the program did comes from something else.
 */
function clocksOf({ numbers, at, activity }: Course): number[][] {
  const byWork = activity === undefined ? [] : differencesOf(activity);
  const grows = differencesOf(numbers);
  const isKnown = byWork.length > 0 && byWork.every((work, step) => work > 0 && work >= grows[step]);
  return [differencesOf(at), ...(isKnown ? [byWork] : [])];
}

function differencesOf(numbers: readonly number[]): number[] {
  return numbers.slice(1).map((number, index) => number - numbers[index]);
}

function isSlower(steps: readonly number[], times: readonly number[]): boolean {
  if (!times.every((each) => each > 0)) return false;
  return slowsDown(steps.map((step, index) => step / times[index])) || fallsBeyondChance(steps, times);
}

function slowsDown(rates: readonly number[]): boolean {
  const half = Math.ceil(rates.length / 2);
  const [first, second] = [median(rates.slice(0, half)), median(rates.slice(-half))];
  const isSteadily = rates.every((rate, index) => index === 0 || rate < rates[index - 1]);
  return second < (isSteadily ? SLOWED_STEADILY : SLOWED) * first;
}

/** What comes at a constant rate has a lower score once in five times. */
const SELDOM = -0.84;

/**
 * What comes with each piece of work, as with each request, scatters less about a constant rate than this share of what
 * comes at random. Seen: 0.05 to 0.2 with 80 to 400 a step, and 0.7 to 2 where each third request or so brought one.
 */
const REGULAR = 0.25;
/** With more of them, the work itself scatters as much. */
const MOST_OF_CHANCE = 200;

/**
 * Whether a course may be that of a set which fills, though chance may explain how it goes: it seems to slow down, by
 * the program's work if that is known; or not all the work brings something new, but some, by chance.
 */
export function mayFill(course: Course): boolean {
  const [byTime, byWork] = clocksOf(course);
  const times = byWork ?? byTime;
  if (!times.every((each) => each > 0)) return false;
  const steps = differencesOf(course.numbers).map((count, index) => ({ count, span: times[index] }));
  const { score, change, dispersion } = rateTrend(steps);
  if (score <= SELDOM && change <= -LEAST_FALL) return true;
  return byWork !== undefined && dispersion >= REGULAR && steps.every(({ count }) => count <= MOST_OF_CHANCE);
}

/** Whether the rate falls so far that neither chance nor one burst explains it. */
function fallsBeyondChance(steps: readonly number[], times: readonly number[]): boolean {
  const all = steps.map((count, index) => ({ count, span: times[index] }));
  if (!all.every(({ count }) => count >= 0)) return false;
  const { score, change } = rateTrend(all);
  if (score > RARE || change > -LEAST_FALL) return false;
  const rateOf = ({ count, span }: CountedTime) => count / span;
  const fastest = all.reduce((most, each) => (rateOf(each) > rateOf(most) ? each : most));
  return rateTrend(all.filter((each) => each !== fastest)).score <= RARE_WITHOUT_BURST;
}
