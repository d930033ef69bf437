import { TEXT } from '../dispatch/argument.js';
import { defineCommand } from '../dispatch/command.js';
import { countLens, countOptions } from '../dispatch/walk-options.js';
import type { CountingWalk } from '../lenses/lens.js';
import { note } from '../view/blocks.js';
import { formatCount } from '../view/format-quantities.js';
import { viewWalk } from '../view/walk.js';

/** A mark that was set. */
export interface MarkResult {
  readonly name: string;
  readonly takenAt: string;
  /** How many objects were counted. */
  readonly total: number;
  /** Counted by a walk: what it saw and cost; null where all objects were counted. */
  readonly walk: CountingWalk | null;
}

/** Remembers the counts of this moment under a name, for `.growth --since`. */
export const markCommand = defineCommand({
  name: 'mark',
  group: 'counts',
  summary: 'remember the counts of all types under a name, for .growth --since NAME',
  help: 'A mark is a list of numbers in the console, and ends with it; it keeps nothing alive in the target.',
  examples: ['before'],
  on: ['live'],
  positionals: { name: { kind: TEXT, required: true, describe: 'a name of your choice' } },
  options: countOptions,
  onlyInConsole: 'a mark lives as long as its console, and one command from the shell leaves none behind',
  async run({ isolate, use }, { name, ...settings }): Promise<MarkResult> {
    const { answer } = await use('types', settings, countLens(settings));
    isolate.counts.marks.set(name, answer);
    return { name, takenAt: answer.takenAt, total: answer.total, walk: answer.walk };
  },
  next: ({ name }) => `.growth --since ${name}, when it has worked for a while`,
  merge: { combine: ([first]) => first.result },
  view: ({ name, total, walk }) => [
    note(`mark ${name}: ${formatCount(total)} objects`),
    ...(walk ? [viewWalk(walk)] : []),
  ],
});
