/** A part of a text, by its offsets, and what comes in its place. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Removes and gives back the edits that lie within a part of the text which is itself about to be replaced. */
export function takeEdits(edits: Edit[], { start, end }: Pick<Edit, 'start' | 'end'>): Edit[] {
  const within = edits.filter((edit) => edit.start >= start && edit.end <= end);
  for (const edit of within) edits.splice(edits.indexOf(edit), 1);
  return within;
}

/** The text from `start` to `end`, with edits applied that do not overlap. */
export function applyEdits(text: string, edits: readonly Edit[], start = 0, end = text.length): string {
  let result = '';
  let from = start;
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    result += text.slice(from, edit.start) + edit.text;
    from = edit.end;
  }
  return result + text.slice(from, end);
}
