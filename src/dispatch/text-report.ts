import { type Block, dim, note, text, warn } from '../view/blocks.js';
import { formatSeconds } from '../view/format-duration.js';
import { Redrawing, type Screen, show } from '../view/text/screen.js';
import { type CommandRequest, completeArgs } from './parse-line.js';
import type { Spent, Target } from './target.js';

/** Shows the results of one command as text. */
export class TextReport {
  readonly #request: CommandRequest;
  readonly #target: Target;
  readonly #show: (blocks: readonly Block[]) => void;

  constructor(request: CommandRequest, target: Target, screen: Screen) {
    this.#request = request;
    this.#target = target;
    const redrawing = request.command.redraws?.(completeArgs(request)) ? new Redrawing(screen) : null;
    this.#show = (blocks) => (redrawing ? redrawing.show(blocks) : show(blocks, screen));
  }

  /** Shows a result, the files that hold it in other forms, what it has cost, and what to ask next. */
  show(result: unknown, spent: Spent, next: string | null, written: readonly string[]): void {
    const files = written.map((path) => note(`written: ${path}`));
    const shown = this.#request.command.view(result, completeArgs(this.#request));
    this.#show([...shown, ...files, ...this.costOf(spent), ...viewNext(next)]);
  }

  /** What was spent, as a line: `paused 1.9 s · RSS +142 MB (+20 MB kept) · census`; nothing where nothing was. */
  costOf({ lens, cost }: Spent): Block[] {
    if (!cost) return [];
    const { pauseMs, rssDeltaBytes, rssKeptBytes } = cost;
    const kept = rssKeptBytes === undefined ? '' : ` (${signedMegabytes(rssKeptBytes)} kept)`;
    const rss = rssDeltaBytes === null ? '' : ` · RSS ${signedMegabytes(rssDeltaBytes)}${kept}`;
    return [text([dim(`paused ${formatSeconds(pauseMs)}${rss} · ${lens}`), warn(this.#beyondBudget(pauseMs))])];
  }

  /** Shows what was spent for a command that failed. */
  showCost(spent: Spent): void {
    if (spent.cost) this.#show(this.costOf(spent));
  }

  /** The estimate was wrong, or somebody else stalled the target meanwhile: either is worth knowing. */
  #beyondBudget(pauseMs: number): string {
    if (this.#target.kind === 'files') return '';
    const { limits } = this.#target.kind === 'page' ? this.#target.page : this.#target.isolate.process;
    const { maxPauseMs, force } = limits;
    return this.#request.force || force || pauseMs <= maxPauseMs
      ? ''
      : ` · more than the ${formatSeconds(maxPauseMs)} that are allowed`;
  }
}

function viewNext(next: string | null): Block[] {
  return next === null ? [] : [note(`next: ${next}`)];
}

function signedMegabytes(bytes: number): string {
  const megabytes = Math.round(bytes / 1e6);
  return `${megabytes < 0 ? '−' : '+'}${Math.abs(megabytes)} MB`;
}
