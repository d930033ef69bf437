import type { ObjectRow } from '../analysis/objects.js';
import { accent, type Block, type ColumnOf, numbers, table } from './blocks.js';
import { formatBytes } from './format-quantities.js';

/** A table of objects of a snapshot; `first` are the columns before the usual ones. */
export function viewObjects<T extends ObjectRow>(rows: readonly T[], first: readonly ColumnOf<T>[] = []): Block {
  return table(rows, [
    ...first,
    numbers('@id', ({ id }) => accent(`@${id}`)),
    numbers('shallow', ({ shallowBytes }) => formatBytes(shallowBytes)),
    numbers('retained', ({ retainedBytes }) => formatBytes(retainedBytes)),
    {
      title: 'content',
      cell: ({ name, content }) => (content === '' ? name : contentText(name, content)),
      narrow: 'cut',
    },
  ]);
}

/** `User {id: "u1"}`; a text, a list or a function needs no class before it. */
export function contentText(name: string, content: string): string {
  return content.startsWith('{') && name !== 'Object' ? `${name} ${content}` : content;
}
