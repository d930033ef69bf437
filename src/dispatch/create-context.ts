import { debuglog } from 'node:util';
import { ExitCode, UserError } from '../errors.js';
import type { Lens, Question } from '../lenses/lens.js';
import type { SnapshotReading } from '../snapshot/files.js';
import type { CommonContext, Context, Listener, LiveContext, PageContext } from './command.js';
import { invoke } from './invoke.js';
import { type Cost, type LiveTarget, NOTHING_SPENT, type PageTarget, type Target } from './target.js';

const debug = debuglog('leakconsole');

/** Columns of printed values where no terminal shows them. */
export const PLAIN_WIDTH = 120;

/** What a context is made of. */
export interface ContextOptions extends Listener {
  readonly target: Target;
  /** The ways of looking, the preferred first. */
  readonly lenses: () => Promise<readonly Lens[]>;
  /** Whether this command may do what the budget would refuse. */
  readonly force: boolean;
  /** Whether this command may let a forked child look. */
  readonly fork: boolean;
  /** The name of the lens that the user wants; null: the budget chooses. */
  readonly wantedLens: string | null;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Whether the session ends with this command, so that nobody can use what it leaves there. */
  readonly endsSession: boolean;
  /** Columns of the lines in which values of the target are printed. */
  readonly valueWidth: number;
  /** How snapshot files are read. */
  readonly reading?: SnapshotReading;
}

/** Makes a context for one command. */
export function createContext(options: ContextOptions): Context {
  const { target, choose: _choose, wantedLens: _lens, force: _force, fork: _fork, ...common } = options;
  let spent = NOTHING_SPENT;
  const charge: Charge = (lens, cost) => {
    spent = { lens: lens ?? spent.lens, cost: cost && spent.cost ? addCosts(spent.cost, cost) : (cost ?? spent.cost) };
  };
  const base: CommonContext = {
    ...common,
    invoke: (command, args) => invoke(command, context, args),
    useKnown: (lens) => charge(lens, null),
    spentSoFar: () => spent,
    takeSpent() {
      const taken = spent;
      // The next result has its own cost.
      spent = { lens: spent.lens, cost: null };
      return taken;
    },
  };
  const context = contextOn(target, base, options, charge);
  return context;
}

/** Adds to what was spent; no cost: the answer was there already; no lens: it was spent to choose one. */
type Charge = (lens: string | null, cost: Cost | null) => void;

function contextOn(target: Target, base: CommonContext, options: ContextOptions, charge: Charge): Context {
  switch (target.kind) {
    case 'live':
      return liveContextOn(target, base, options, charge);
    case 'page':
      return pageContextOn(target, base, options, charge);
    case 'files':
      return { ...base, kind: 'files', isolate: null, files: target.files };
  }
}

function liveContextOn(
  target: LiveTarget,
  base: CommonContext,
  { choose, wantedLens, force, fork }: ContextOptions,
  charge: Charge,
): LiveContext {
  const { notice, progress, lenses } = base;
  const chooseFor = async (question: Question, wanted: string | null, isForced: boolean, signal: AbortSignal) => {
    const { isolate } = target;
    // Loaded here: a command that looks at nothing starts without.
    const { chooseLens } = await import('../lenses/budget.js');
    const { limits: own } = isolate.process;
    const limits = { ...own, force: isForced || force || own.force, allowsFork: fork || own.allowsFork };
    const options = { signal, notice, progress };
    const choice = await chooseLens(await lenses(), question, wanted, isolate, limits, options);
    if (choice.stallMs > 0) charge(null, { pauseMs: choice.stallMs, rssDeltaBytes: 0, rssKeptBytes: 0 });
    return choice;
  };
  const context: LiveContext = {
    ...base,
    kind: 'live',
    isolate: target.isolate,
    threads: target.threads,
    group: target.group,
    switchTo(isolate) {
      target.isolate = isolate;
    },
    async use(question, asked, name, { mayAsk = true, isForced = false, signal = base.signal } = {}) {
      const { isolate } = target;
      const choice = await chooseFor(question, name === undefined ? wantedLens : name, isForced, signal);
      const { confirmOrRefuse } = await import('../lenses/budget.js');
      const { look } = await import('../lenses/look.js');
      const { excess, instead } = choice;
      if (instead) notice(instead);
      const lookNow = async () => {
        const lens = excess ? await confirmOrRefuse({ ...choice, excess }, mayAsk ? choose : null) : choice.lens;
        debug('%s: looks through %s', question, lens.name);
        const { answer, cost } = await look(lens, question, asked, isolate, { signal, notice, progress });
        debug('%s: %s has cost %j', question, lens.name, cost);
        charge(lens.name, cost);
        return { lens: lens.name, answer };
      };
      // What stalls a process of a service must not stall the others at the same time.
      const { group } = target;
      return await (group && !choice.lens.canBeStopped ? group.oneAtATime(lookNow) : lookNow());
    },
    async refusalOf(question) {
      const { lens, excess } = await chooseFor(question, wantedLens, false, base.signal);
      const { describeRefusal } = await import('../lenses/budget.js');
      return excess && describeRefusal({ lens, excess });
    },
    takeHeap: async (asked) => (await context.use('heap', asked)).answer,
  };
  return context;
}

function pageContextOn(
  { page }: PageTarget,
  base: CommonContext,
  { choose, wantedLens, force }: ContextOptions,
  charge: Charge,
): PageContext {
  return {
    ...base,
    kind: 'page',
    isolate: null,
    page,
    async takeHeap(asked) {
      if (wantedLens !== null && wantedLens !== 'snapshot') {
        throw new UserError('usage', `the lens ${wantedLens} does not look at pages`, {
          hint: 'a page is looked at by heap snapshots',
          exitCode: ExitCode.usage,
        });
      }
      const { takePageSnapshot } = await import('../lenses/snapshot/take-page-snapshot.js');
      const limits = { ...page.limits, force: force || page.limits.force };
      const { taken, pauseMs } = await takePageSnapshot(page, asked, limits, choose, base);
      charge('snapshot', { pauseMs, rssDeltaBytes: null });
      return taken;
    },
  };
}

/** What two looks have cost, one after the other. */
function addCosts(a: Cost, b: Cost): Cost {
  const kept = a.rssKeptBytes ?? 0;
  return {
    pauseMs: Math.max(a.pauseMs, b.pauseMs),
    rssDeltaBytes:
      a.rssDeltaBytes === null || b.rssDeltaBytes === null ? null : Math.max(a.rssDeltaBytes, kept + b.rssDeltaBytes),
    rssKeptBytes: kept + (b.rssKeptBytes ?? 0),
  };
}
