import { program } from '../program.js';

const fs = program.load('fs') as typeof import('node:fs');
const { resolve } = program.load('path') as typeof import('node:path');

/** A file that a child writes on this machine: it has its name only when it is whole, and replaces none. */
export class OutputFile {
  /** Open from the beginning, until `close`. */
  readonly fd: number;
  readonly #path: string;
  readonly #partial: string;

  private constructor(path: string) {
    this.#path = path;
    this.#partial = `${path}.${program.process.pid}.partial`;
    this.fd = fs.openSync(this.#partial, 'wx', 0o600);
  }

  /** Opens it; or what stands in the way, null where there is a file of that name. */
  static open(path: string): OutputFile | { readonly error: string | null } {
    const whole = resolve(path);
    if (fs.existsSync(whole)) return { error: null };
    try {
      return new OutputFile(whole);
    } catch (error) {
      return { error: String((error as Error).message) };
    }
  }

  close(): void {
    fs.closeSync(this.fd);
  }

  /** Gives the file its name. Throws where that cannot be; then nothing is left of it. */
  finish(): { path: string; bytes: number } {
    try {
      this.#nameWhole();
      return { path: this.#path, bytes: fs.statSync(this.#path).size };
    } finally {
      this.discard();
    }
  }

  /** Unlike a renamed file, a linked one cannot replace another. */
  #nameWhole(): void {
    try {
      fs.linkSync(this.#partial, this.#path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
      // A file system without links.
      fs.renameSync(this.#partial, this.#path);
    }
  }

  /** Takes away the partial file. Never throws. */
  discard(): void {
    try {
      fs.unlinkSync(this.#partial);
    } catch {
      // It is not there.
    }
  }
}
