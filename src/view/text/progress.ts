import { printable, truncate } from './characters.js';

/** What puts a text in the place of the line at the cursor of a terminal. */
export function showProgress(text: string, width: number): string {
  return `\r\x1b[K${truncate(printable(text), width - 1)}`;
}
