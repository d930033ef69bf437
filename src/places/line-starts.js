/** Where each line of a text begins: translates between offsets and lines and columns, all from 0. */
export class LineStarts {
  #starts;
  constructor(text) {
    const starts = [0];
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#starts = starts;
  }
  offsetOf(line, column) {
    return (this.#starts[line] ?? 0) + column;
  }
  positionOf(offset) {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, column: offset - this.#starts[low] };
  }
}
