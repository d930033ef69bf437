import type { ObjectRow } from '../../analysis/objects.js';
import { formatBytes } from './bytes.js';
import type { Style } from './style.js';
import { type Column, renderTable } from './table.js';

/** A table of objects; `first` are the columns before the usual ones. */
export function renderObjects<T extends ObjectRow>(rows: readonly T[], style: Style, first: readonly Column<T>[] = []) {
  return renderTable(
    rows,
    [
      ...first,
      { title: '@id', align: 'right', text: ({ id }) => `@${id}`, paint: style.cyan },
      { title: 'shallow', align: 'right', text: ({ shallowBytes }) => formatBytes(shallowBytes) },
      { title: 'retained', align: 'right', text: ({ retainedBytes }) => formatBytes(retainedBytes) },
      {
        title: 'content',
        text: ({ name, content }) => (content === '' ? name : contentText(name, content)),
        narrow: 'cut',
      },
    ],
    style,
  );
}

/** `User {id: "u1"}`; a text, a list or a function needs no class before it. */
export function contentText(name: string, content: string): string {
  return content.startsWith('{') && name !== 'Object' ? `${name} ${content}` : content;
}
