import { type Block, note } from './blocks.js';

/** The names that may have been meant. */
export function viewSuggestions(names: readonly string[]): Block[] {
  return names.length > 0 ? [note(`did you mean ${names.join(', ')}?`)] : [];
}
