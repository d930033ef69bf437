import { type Block, note } from './blocks.js';
import { formatBytes } from './format-quantities.js';

/** What of a heap is there because of a console, and left out of the answer. */
export function viewConsoleBytes(bytes: number): Block[] {
  return bytes > 0 ? [note(`the console itself, left out: ${formatBytes(bytes)}`)] : [];
}
