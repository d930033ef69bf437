/**
 * All the text in a part of a result, in its order, so that patterns hold whatever its fields are called. A place is
 * url:line:column.
 */
export function textOf(value) {
  if (typeof value === 'string') return value;
  if (value === null || typeof value !== 'object') return '';
  if (typeof value.url === 'string' && 'line' in value) return `${value.url}:${value.line}:${value.column ?? ''}`;
  return Object.values(value)
    .map(textOf)
    .filter((text) => text !== '')
    .join(' ');
}

/** The number of the first row that a pattern matches, from 1; null if there is none. */
export function rowOf(rows, pattern) {
  const row = rows.findIndex((each) => new RegExp(pattern).test(textOf(each)));
  return row < 0 ? null : row + 1;
}

/** As rowOf, for a row that says that it has grown. */
export function rowOfGrown(rows, pattern) {
  const row = rowOf(rows, pattern);
  if (row === null || rows[row - 1].delta > 0) return row;
  const next = rowOfGrown(rows.slice(row), pattern);
  return next === null ? null : row + next;
}

/** The rows of a result: its first array of objects; none of a command that failed. */
export function rowsOf(answer) {
  const arrays = Object.values(answer.result ?? {}).filter((value) => Array.isArray(value));
  return arrays.find((rows) => rows.length === 0 || typeof rows[0] === 'object') ?? [];
}

/** The number of the first finding of a diagnosis that names both the holder and its file, from 1; null if none does. */
export function rowOfFinding(findings, { holder, file }) {
  const finding = findings.findIndex((each) => rowOf([each], holder) !== null && rowOf([each], file) !== null);
  return finding < 0 ? null : finding + 1;
}

/** What a command said first: its first row, or its error. */
export function firstSaid(answer) {
  if (answer.error) return `error: ${answer.error.message}`;
  const rows = rowsOf(answer);
  return rows.length > 0 ? textOf(rows[0]) : textOf(answer.result);
}
