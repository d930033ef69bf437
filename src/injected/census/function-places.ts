import type { FunctionPlace, InspectorProbe } from '../objects/inspector-probe.js';
import { sourceOf } from './function-facts.js';

/** How many functions of one text are asked where it stands. */
const FEW = 9;
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
  const places = probe.probe(sourceOf(few[0]).length <= SHORT_TEXT ? few : few.slice(0, 1)).map(placeOf);
  const alike = places.map((place) => places.filter((other) => isSamePlace(place, other)).length);
  return places[alike.indexOf(Math.max(...alike))];
}

/** Where each of some constructors begins that were found by their objects. */
export function placesOfConstructors(constructors: readonly object[], probe: InspectorProbe): FunctionPlace[] {
  return probe.probeConstructors(constructors).map(placeOf);
}

function placeOf({ scriptId, line, column }: FunctionPlace): FunctionPlace {
  return { scriptId, line, column };
}

/** Whether two functions stand at the same line and column of one script. */
export function isSamePlace(one: FunctionPlace, other: FunctionPlace): boolean {
  return one.scriptId === other.scriptId && one.line === other.line && one.column === other.column;
}
