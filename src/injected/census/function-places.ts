import type { FunctionPlace, InspectorProbe } from '../objects/inspector-probe.js';
import { sourceOf } from './function-facts.js';

/** How many functions of one text are asked where it stands. */
const FEW = 9;
/** Where so many are from the same place, the others are not asked. */
const AGREEING = 3;
/** Characters; a longer text is taken to stand in one place only. */
const SHORT_TEXT = 80;
const { imul } = Math;

/**
 * Puts a function, by its number among those of its text, among the few that are asked about, so that each is as likely
 * to be there (Vitter's Algorithm R, with a hash for chance).
 */
export function sampleEvenly(few: object[], number: number, fn: object): void {
  const slot = number < FEW ? number : (imul(number, 0x9e3779b1) >>> 0) % (number + 1);
  if (slot < FEW) few[slot] = fn;
}

/** Where most of a few functions of one text stand: a short one, such as `() => {}`, may stand in several places. */
export function mostFrequentPlace(few: readonly object[], probe: InspectorProbe): FunctionPlace {
  if (sourceOf(few[0]).length > SHORT_TEXT) return probe.locate(few.slice(0, 1))[0];
  const places = probe.locate(few.slice(0, AGREEING));
  if (places.every((place) => isSamePlace(place, places[0]))) return places[0];
  places.push(...probe.locate(few.slice(AGREEING)));
  const alike = places.map((place) => places.filter((other) => isSamePlace(place, other)).length);
  return places[alike.indexOf(Math.max(...alike))];
}

/** Whether two functions stand at the same line and column of one script. */
export function isSamePlace(one: FunctionPlace, other: FunctionPlace): boolean {
  return one.scriptId === other.scriptId && one.line === other.line && one.column === other.column;
}
