import { BYTES, DURATION, durationKind, oneOf, TEXT } from '../dispatch/argument.js';
import { defineCommand } from '../dispatch/command.js';
import type { Limits } from '../isolate/host-process.js';
import { type Estimate, lensesFor } from '../lenses/lens.js';
import { measureByCollecting, measureHeap, type Room } from '../lenses/measure-heap.js';
import { note, numbers, table } from '../view/blocks.js';
import { formatSeconds } from '../view/format-duration.js';
import { formatBytes, formatCount } from '../view/format-quantities.js';

/** What looking through a lens would cost. */
export interface LensEstimate extends Estimate {
  /** The name of the lens. */
  readonly lens: string;
  /** What a look is. */
  readonly title: string;
}

/** What is allowed, and what looking through each lens that costs something would take. */
export interface BudgetResult {
  /** What is allowed. */
  readonly budget: Limits;
  /** What a look would cost, for each lens that costs something. */
  readonly lenses: readonly LensEstimate[];
  /** The estimate of a census, whatever other lenses there are; null where none can be made. */
  readonly census: Estimate | null;
  /** The estimate of a heap snapshot, whatever other lenses there are; null where none can be taken. */
  readonly snapshot: Estimate | null;
  /** Objects of JavaScript, roughly. */
  readonly objects: number;
  /** How long a full collection takes, ms. */
  readonly collectionMs: number;
  /** What it can still allocate. */
  readonly room: Room;
}

/** Shows the budget, with estimates for this target, and changes it. */
export const budgetCommand = defineCommand({
  name: 'budget',
  group: 'process',
  summary: 'show or change the pause and memory budget; what each way of looking would cost',
  help:
    "The estimates are made from a few thousand of the target's objects and from how long a collection takes " +
    'there. A command that would take more than is allowed asks, or is refused. Changes hold for this console.',
  examples: [''],
  consoleExamples: ['--pause 8s --rss 2GB', '--rss auto'],
  on: ['live'],
  positionals: {},
  options: {
    pause: { kind: DURATION, describe: 'how long the event loop may stand still' },
    fork: {
      kind: oneOf('always', 'ask'),
      describe: 'whether a forked child may look without being asked for (native code is loaded into the target)',
    },
    forkTime: { kind: durationKind({ least: 1000 }), describe: 'how long a forked child may live' },
    rss: { kind: TEXT, describe: 'how much memory may be taken; auto: what is left up to its limits' },
  },
  async run(context, { pause, rss, fork, forkTime }): Promise<BudgetResult> {
    const { isolate, signal, notice, progress, lenses } = context;
    const { limits } = isolate.process;
    // All or nothing is changed.
    const maxRssBytes = rss === undefined ? limits.maxRssBytes : rss === 'auto' ? null : BYTES.parse(rss, '--rss');
    limits.maxPauseMs = pause ?? limits.maxPauseMs;
    limits.maxRssBytes = maxRssBytes;
    limits.maxForkMs = forkTime ?? limits.maxForkMs;
    if (fork !== undefined) limits.allowsFork = fork === 'always';
    const heap = await measureByCollecting(isolate, await measureHeap(isolate, { signal, notice, progress }));
    const all = lensesFor(await lenses(), isolate);
    const estimateOf = (name: string) => all.find((lens) => lens.name === name)?.estimate(heap) ?? null;
    const estimates = all.map((lens) => ({ lens: lens.name, title: lens.title, ...lens.estimate(heap) }));
    return {
      budget: { ...limits },
      lenses: estimates.filter(({ pauseMs, rssBytes }) => pauseMs > 0 || rssBytes > 0),
      census: estimateOf('census'),
      snapshot: estimateOf('snapshot'),
      objects: Math.round(heap.objects),
      collectionMs: Math.round(heap.collectionMs),
      room: heap.room,
    };
  },
  merge: { combine: ([first]) => first.result },
  view({ budget, lenses, objects, room }) {
    const left = `${formatBytes(room.bytes)} are left up to its ${room.limit}`;
    const rows: [string, string, string][] = [
      [
        'allowed',
        formatSeconds(budget.maxPauseMs),
        budget.maxRssBytes === null ? left : formatBytes(budget.maxRssBytes),
      ],
      ...lenses.map(({ title, pauseMs, rssBytes }): [string, string, string] => [
        title,
        `~${formatSeconds(pauseMs)}`,
        `~${formatBytes(rssBytes)}`,
      ]),
    ];
    const force = budget.force ? '; --force: nothing is refused' : '';
    const fork = budget.allowsFork ? `; a forked child may look, for ${formatSeconds(budget.maxForkMs)}` : '';
    return [
      table(rows, [
        { title: '', cell: ([name]) => name },
        numbers('stall', ([, stall]) => stall),
        { title: 'memory', cell: ([, , memory]) => memory },
      ]),
      note(`about ${formatCount(objects)} objects${force}${fork}`),
    ];
  },
});
