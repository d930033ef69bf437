import { defineCommand } from '../dispatch/command.js';
import { parseBytes, parseDuration } from '../dispatch/quantities.js';
import type { Limits } from '../isolate/host-process.js';
import { type Estimates, estimate } from '../lenses/estimate.js';
import { formatBytes, formatCount } from '../view/text/bytes.js';
import { formatSeconds } from '../view/text/duration.js';
import { renderTable } from '../view/text/table.js';

/** What is allowed, and what each lens would take. */
type BudgetResult = Estimates & { readonly budget: Limits };

/** Shows the budget, with estimates for this target, and changes it. */
export const budgetCommand = defineCommand({
  name: 'budget',
  summary: 'what the target may be made to suffer, and what a count or a snapshot would cost it',
  help:
    "The estimates are made from a few thousand of the target's objects and from how long a collection takes " +
    'there. A command that would take more than is allowed asks, or is refused. Changes hold for this console.',
  examples: ['--pause 8s --rss 2GB', '--rss auto'],
  on: ['live'],
  positionals: {},
  options: {
    pause: { type: 'string', describe: 'how long the event loop may stand still' },
    rss: { type: 'string', describe: 'how much memory may be taken; auto: what is left up to its limits' },
  },
  async run(context, { pause, rss }): Promise<BudgetResult> {
    const { limits: budget } = context.target.process;
    // All or nothing is changed.
    const maxPauseMs = pause === undefined ? budget.maxPauseMs : parseDuration(pause);
    const maxRssBytes = rss === undefined ? budget.maxRssBytes : rss === 'auto' ? null : parseBytes(rss);
    budget.maxPauseMs = maxPauseMs;
    budget.maxRssBytes = maxRssBytes;
    return { budget: { ...budget }, ...(await estimate(context.target, context)) };
  },
  render({ budget, census, snapshot, objects, room }, style) {
    const left = `${formatBytes(room.bytes)} are left up to its ${room.limit}`;
    const rows: [string, string, string][] = [
      [
        'allowed',
        formatSeconds(budget.maxPauseMs),
        budget.maxRssBytes === null ? left : formatBytes(budget.maxRssBytes),
      ],
      ['a count (types, growth)', `~${formatSeconds(census.pauseMs)}`, `~${formatBytes(census.rssBytes)}`],
      ['a heap snapshot', `~${formatSeconds(snapshot.pauseMs)}`, `~${formatBytes(snapshot.rssBytes)}`],
    ];
    const table = renderTable(
      rows,
      [
        { title: '', text: ([name]) => name },
        { title: 'stall', align: 'right', text: ([, stall]) => stall },
        { title: 'memory', text: ([, , memory]) => memory },
      ],
      style,
    );
    const force = budget.force ? '; --force: nothing is refused' : '';
    return `${table}\n${style.dim(`about ${formatCount(objects)} objects${force}`)}`;
  },
});
