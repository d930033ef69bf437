/** From what V8 counts from 0, as in `[[FunctionLocation]]`, stack frames of the protocol and snapshots' locations. */
export function placeOf(url, lineNumber, columnNumber) {
  return { url, line: lineNumber + 1, column: columnNumber + 1 };
}
