import { parseFilter, type TypeRow, type TypeSort, types } from '../analysis/types.js';
import { formatBytes, formatCount, formatShare } from '../render/bytes.js';
import { type Column, renderTable } from '../render/table.js';
import { defineCommand } from './command.js';
import { heapOf } from './heap-of.js';
import { positive } from './values.js';

/** What fills the heap, by class, with DevTools' numbers. */
export const typesCommand = defineCommand({
  name: 'types',
  summary: 'What fills the heap: count and sizes by class',
  help: `Shallow size is what the objects of a class take themselves, retained size what would be freed with all of them.
Objects without class are listed by their properties, {a, b}, what is V8's own in brackets.

  types 10 --sort count
  types --filter '^User'`,
  on: ['files'],
  positionals: { n: { type: 'number', describe: 'How many classes', default: 20 } },
  options: {
    sort: { choices: ['count', 'shallow', 'retained'], default: 'retained', describe: 'What comes first' },
    filter: { type: 'string', describe: 'Only classes whose name matches this regular expression' },
  },
  async run(context, { n, sort, filter }) {
    const options = { most: positive(n, 'n'), sort: sort as TypeSort, filter: parseFilter(filter) };
    const result = types(await heapOf(context), options);
    context.account('snapshot', null);
    return result;
  },
  render({ total, totalBytes, types: rows, more }, style) {
    const located = namesThatDiffer(rows);
    const columns: Column<TypeRow>[] = [
      { title: 'count', align: 'right', text: ({ count }) => formatCount(count) },
      { title: 'shallow', align: 'right', text: ({ shallowBytes }) => formatBytes(shallowBytes) },
      { title: 'retained', align: 'right', text: ({ retainedBytes }) => formatBytes(retainedBytes) },
      { title: 'share', align: 'right', text: ({ retainedBytes }) => formatShare(retainedBytes, totalBytes) },
      {
        title: 'class',
        text: ({ name, location }) => (located.has(name) && location ? `${name} ${location}` : name),
        paint: style.bold,
        narrow: 'cut',
      },
    ];
    const summary = `${formatCount(total)} objects, ${formatBytes(totalBytes)}`;
    const rest = more > 0 ? `; ${formatCount(more)} more classes` : '';
    return `${renderTable(rows, columns, style)}\n${style.dim(summary + rest)}`;
  },
});

/** The names of which there is more than one class: those need their place to be told apart. */
function namesThatDiffer(rows: readonly TypeRow[]): ReadonlySet<string> {
  const seen = new Set<string>();
  return new Set(rows.map(({ name }) => name).filter((name) => seen.has(name) || !seen.add(name)));
}
