import { median } from '../analysis/theil-sen.js';

/** How a number went over the looks, the base first. */
export interface Course {
  readonly numbers: readonly number[];
  /** When each was taken, ms. */
  readonly at: readonly number[];
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
/** It is one too where it is slower than this, and each step slower than that before: traffic comes and goes. */
const SLOWED_STEADILY = 0.6;

/** Tells steady growth from warm-up and churn. The rates of the halves are medians, so that one burst says nothing. */
export function judgeCourse({ numbers, at }: Course): CourseJudgement {
  const steps = numbers.slice(1).map((number, index) => number - numbers[index]);
  const times = at.slice(1).map((time, index) => time - at[index]);
  const rises = steps.filter((step) => step > 0).length;
  const falls = steps.filter((step) => step < 0).length;
  const delta = steps.length === 0 ? 0 : numbers.at(-1)! - numbers[0];
  const rates = steps.flatMap((step, index) => (times[index] > 0 ? [(step * 60_000) / times[index]] : []));
  const perMinute = rates.length === 0 ? null : median(rates);
  return { tendency: tendencyOf(steps, rates, delta), rises, falls, of: steps.length, delta, perMinute };
}

function tendencyOf(steps: readonly number[], rates: readonly number[], delta: number): Tendency {
  if (delta <= 0) return 'still';
  const isSlower = rates.length >= FEWEST_STEPS && slowsDown(rates);
  // The first step may belong to a warm-up: what rose in it, and hardly later, slows down.
  if (isSlower) return 'slowing';
  return steps.length >= FEWEST_STEPS && steps.every((step) => step > 0) ? 'steady' : 'up';
}

function slowsDown(rates: readonly number[]): boolean {
  const half = Math.ceil(rates.length / 2);
  const [first, second] = [median(rates.slice(0, half)), median(rates.slice(-half))];
  const isSteadily = rates.every((rate, index) => index === 0 || rate < rates[index - 1]);
  return second < (isSteadily ? SLOWED_STEADILY : SLOWED) * first;
}
