import { defineCommand } from '../dispatch/command.js';
import type { Context } from '../dispatch/context.js';
import { repeated, repeatOptions, repetitionOf } from '../dispatch/repeat.js';
import { positive } from '../dispatch/values.js';
import { walked, walkOptions } from '../dispatch/walk-options.js';
import { type Collection, type Collections, findCollections } from '../lenses/walk/find-collections.js';
import { csvRows } from '../view/csv.js';
import { renderCollections } from '../view/text/collections.js';

/** A look at the collections, with the course of each since the first look of this command. */
export interface CollectionsResult extends Omit<Collections, 'collections'> {
  readonly collections: readonly (Collection & { readonly course: readonly number[] })[];
  /** The number of this look, from 0 on. */
  readonly look: number;
  /** How it is shown: each look in the place of the one before, or as lines of CSV. */
  readonly form: 'below' | 'in place' | 'csv';
}

const MOST_IN_COURSE = 60;
/** Moves to the top left corner of a terminal and clears it. */
const CLEAR = '\x1b[H\x1b[2J';

export const collectionsCommand = defineCommand({
  name: 'collections',
  summary: 'the largest collections, by name, and how they grow, without stopping the service',
  help:
    'A walk through the objects of the process, a few milliseconds at a time, finds its maps, sets, arrays, dictionaries and ' +
    'listeners; from the second call on, the one that has grown most comes first.',
  examples: ['', '--watch 10s', '20 --every 1m --count 10 --csv'],
  on: ['live'],
  positionals: { n: { type: 'number', default: 15, describe: 'how many' } },
  options: {
    ...repeatOptions,
    ...walkOptions,
    all: { type: 'boolean', describe: 'those of Node’s own modules too' },
    csv: { type: 'boolean', describe: 'one line a collection and look, with the time' },
  },
  run(context, { n, all, csv, ...args }) {
    const most = positive(n, 'n');
    // Below lines of CSV there is no line of cost.
    const account: Context['account'] = (lens, cost) => context.account(lens, csv ? null : cost);
    const form = csv ? 'csv' : args.watch === undefined ? 'below' : 'in place';
    const courses = new Map<number, number[]>();
    return repeated(repetitionOf(args), context.signal, async (index): Promise<CollectionsResult> => {
      const found = await walked({ ...context, account }, args, (walking) =>
        findCollections(context.target, { most, all, ...walking }),
      );
      const collections = found.collections.map((collection) => {
        const course = [...(courses.get(collection.id) ?? []), collection.entries].slice(-MOST_IN_COURSE);
        courses.set(collection.id, course);
        return { ...collection, course };
      });
      return { ...found, collections, look: index, form };
    });
  },
  render(result, style) {
    if (result.form === 'in place' && style.colors) return CLEAR + renderCollections(result, style);
    if (result.form !== 'csv') return renderCollections(result, style);
    const rows = result.collections.map(({ path, kind, entries, delta }) => [result.at, path, kind, entries, delta]);
    return csvRows(result.look === 0 ? [['time', 'path', 'kind', 'entries', 'delta'], ...rows] : rows);
  },
});
