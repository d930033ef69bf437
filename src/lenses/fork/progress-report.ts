import type { Progress } from '../../heap/analyse.js';
import { formatSeconds } from '../../view/format-duration.js';
import { formatBytes } from '../../view/format-quantities.js';
import type { ChildProgress } from './child-options.js';

/**
 * Tells in one line what a child does, what memory it takes and how long it still needs; and what becomes of what it
 * writes.
 */
export class ProgressReport {
  readonly #progress: Progress;
  readonly #expectedMs: number | null;
  readonly #mostMs: number;
  #child = '';

  /**
   * `expectedMs`: how long the child is expected to take, null where that is not known; `mostMs`: after which it is
   * ended.
   */
  constructor(progress: Progress, expectedMs: number | null, mostMs: number) {
    this.#progress = progress;
    this.#expectedMs = expectedMs;
    this.#mostMs = mostMs;
  }

  /** The child has gone on. */
  onChild({ phase, rssBytes, ms }: ChildProgress): void {
    this.#child = phase === 'forking' ? '' : `child: ${formatBytes(rssBytes)}, ${this.#describeRest(ms)}`;
    if (phase === 'forking') this.#progress('forking a child');
    // What it writes is told by who takes it in.
    if (phase === 'looking') this.#progress(`looking at the heap (${this.#child})`);
  }

  /** Who takes in what the child writes has gone on. */
  onIntake(...[phase, ...part]: Parameters<Progress>): void {
    this.#progress(this.#child === '' ? phase : `${phase} (${this.#child})`, ...part);
  }

  #describeRest(ms: number): string {
    if (this.#expectedMs !== null && ms < this.#expectedMs) {
      return `about ${formatSeconds(this.#expectedMs - ms)} left`;
    }
    return `at most ${formatSeconds(Math.max(0, this.#mostMs - ms))} left`;
  }
}
