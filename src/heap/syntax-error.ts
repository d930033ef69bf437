/** The bytes are not a heap snapshot, or are damaged. `offset` is the byte (from 0) at which that showed. */
export class SnapshotSyntaxError extends Error {
  override readonly name = 'SnapshotSyntaxError';
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(`${message} (at byte ${offset})`);
    this.offset = offset;
  }
}
