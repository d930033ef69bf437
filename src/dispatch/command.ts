import type { ExitCode } from '../errors.js';
import type { Progress } from '../heap/analyse.js';
import type { Isolate } from '../isolate/isolate.js';
import type { Snapshots } from '../isolate/snapshots.js';
import type { Threads } from '../isolate/threads.js';
import type { Choose } from '../lenses/budget.js';
import type { Lens, Question, Questions, TakeHeap } from '../lenses/lens.js';
import type { TakenSnapshot } from '../lenses/snapshot/receive-snapshot.js';
import type { Page } from '../page/page.js';
import type { SnapshotFile, SnapshotReading } from '../snapshot/files.js';
import type { Block } from '../view/blocks.js';
import type { ArgumentSpecs, GivenFor, ValuesOf } from './argument.js';
import type { UntilEnough } from './interrupts.js';
import type { ProcessGroup, Spent, TargetKind } from './target.js';

/** The headings under which help lists the commands, in this order. */
export const GROUPS = {
  process: 'the process',
  modules: 'its modules and their variables',
  growth: 'what grows, without stopping it',
  counts: 'what fills the heap, counted',
  code: 'which code allocates it',
  snapshot: 'what holds it, in a heap snapshot',
} as const;

/**
 * One command, for the console (`.name`), the shell (`leakconsole name TARGET`), programs (`target.run(name, args)`)
 * and scripts (`--json`).
 *
 * `run` computes plain data and prints nothing; `view` says what these data look like. A command that looks again and
 * again gives an AsyncIterable, each result of which is shown when it comes.
 */
export interface Command<
  K extends TargetKind = TargetKind,
  P extends ArgumentSpecs = ArgumentSpecs,
  O extends ArgumentSpecs = ArgumentSpecs,
  R = unknown,
> {
  readonly name: string;
  readonly group: keyof typeof GROUPS;
  /** One line, for lists of commands. */
  readonly summary: string;
  /** What help says beyond summary and options: a few sentences, a paragraph a line. */
  readonly help?: string;
  /** Arguments as one would type them after the command's name. */
  readonly examples?: readonly string[];
  /** Such as only make sense in the console, where later lines can use what they leave behind. */
  readonly consoleExamples?: readonly string[];
  /** What it can work on: a running process, a page of a browser, opened heap snapshot files, or several of these. */
  readonly on: readonly K[];
  /** In the order in which they stand on the line. */
  readonly positionals: P;
  readonly options: O;
  /** Options that say how a running process is looked at, and are wrong usage on anything else. */
  readonly liveOptions?: readonly (keyof O & string)[];
  /** In the shell, `--run 'node service.js'` starts what it looks at, instead of a target. */
  readonly startsProgram?: true;
  /**
   * What to ask next, in the light of a result, as a line of the console or a few words; null where there is nothing to
   * say.
   */
  next?(result: R, args: ValuesOf<P & O>): string | null;
  /** The exit code of the shell after a result; default: done. */
  exitCode?(result: R, args: ValuesOf<P & O>): ExitCode;
  /** For a command whose outcome only later lines of a console can use: why the shell does not run it alone. */
  readonly onlyInConsole?: string;
  run(context: Context<K>, args: ValuesOf<P & O>): Promise<R> | AsyncIterable<R>;
  view(result: R, args: ValuesOf<P & O>): readonly Block[];
  /** How the answers of several processes become one, for a command that can look at all processes of a service. */
  readonly merge?: Merge<ValuesOf<P & O>, R>;
  /** Whether each result takes the place of the one before, on a terminal. */
  redraws?(args: ValuesOf<P & O>): boolean;
  /** Other forms of a result, by the option that names the file for it (`--csv FILE`; `-` is standard output). */
  readonly exports?: Readonly<Record<string, Export<R>>>;
}

/** Makes one result of those of several processes. */
export interface Merge<A, R> {
  /** What each is asked. Default: the same. */
  ask?(args: A): A;
  /** `earlier`: what was made of the earlier looks of the same run, the latest ones. */
  combine(results: readonly OfProcess<R>[], args: A, earlier: readonly R[]): R;
}

/** What one process of several answers. */
export interface OfProcess<R> {
  readonly pid: number;
  readonly result: R;
}

/** A form of a result for a file. */
export interface Export<R> {
  readonly describe: string;
  /**
   * The line above the rows in a file to which one result after the other is appended; null: each file holds one
   * result.
   */
  readonly header: string | null;
  /** The text of a result, without a line feed at its end; or its bytes, which only a file takes. */
  write(result: R): string | Uint8Array | Promise<string | Uint8Array>;
}

/** Gives a command as it is; its use is that TypeScript infers the types of arguments and result. */
export function defineCommand<K extends TargetKind, const P extends ArgumentSpecs, const O extends ArgumentSpecs, R>(
  command: Command<K, P, O, R>,
): Command<K, P, O, R> {
  return command;
}

/** A command whose types are not known, as lists of commands hold it. */
export type AnyCommand = Command<TargetKind, ArgumentSpecs, ArgumentSpecs, unknown>;

/** How whoever runs a command hears of what it does meanwhile. */
export interface Listener {
  /** Shown on a terminal, nowhere else. */
  readonly progress: Progress;
  /** Tells the user something while a command is at work. */
  readonly notice: (text: string) => void;
  /** Asks a question with a few answers; null where nobody can answer. */
  readonly choose: Choose | null;
  /**
   * Shows results of a command whenever they come, while the next line may run; null where nothing can come between.
   */
  readonly follow: (<R>(results: AsyncIterable<R>, view: (result: R) => readonly Block[]) => void) | null;
  /** Ctrl-C ends such work early, with what it has; the next one aborts `signal`. */
  readonly untilEnough: UntilEnough;
}

/** What a command may use. It knows of no terminal. */
export interface CommonContext extends Omit<Listener, 'choose'> {
  /** The ways of looking, the preferred first. */
  readonly lenses: () => Promise<readonly Lens[]>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Whether the session ends with this command, so that nobody can use what it leaves there. */
  readonly endsSession: boolean;
  /** Columns of the lines in which values of the target are printed. */
  readonly valueWidth: number;
  /** How snapshot files are read. */
  readonly reading?: SnapshotReading;
  /** Runs another command, and gives its results. Throws a UserError where its arguments make no sense. */
  invoke<K extends TargetKind, P extends ArgumentSpecs, O extends ArgumentSpecs, R>(
    command: Command<K, P, O, R>,
    args: GivenFor<P & O>,
  ): AsyncIterable<R>;
  /** Tells that an answer comes from a snapshot that is there already, and so costs nothing. */
  useKnown(lens: string): void;
  /** What was spent since it was last taken; it stays to be taken. */
  spentSoFar(): Spent;
  /** What was spent since it was last taken. */
  takeSpent(): Spent;
}

/** What a command may use on a running process. */
export interface LiveContext extends CommonContext {
  readonly kind: 'live';
  readonly isolate: Isolate;
  /** All threads of its process. */
  readonly threads: Threads;
  /** The processes of a service to which it belongs, if they are looked at together. */
  readonly group: ProcessGroup | null;
  /** Makes another isolate the one that commands look at, from the next on. */
  switchTo(isolate: Isolate): void;
  /**
   * Answers a question through the lens of that name; by default through the one that the user wants; where the user
   * wants none, or with null, through the first in the order of LENSES that fits the budget. Asks the user where none
   * fits, unless `mayAsk` is false; ends with the context's signal, unless there is another. With `isForced` it may
   * cost anything. Gives the name of the lens with the answer. Throws a UserError of exit code 3 where it is refused.
   */
  use<Q extends Question>(
    question: Q,
    asked: Questions[Q]['asked'],
    lens?: string | null,
    options?: { readonly mayAsk?: boolean; readonly isForced?: boolean; readonly signal?: AbortSignal },
  ): Promise<{ readonly lens: string; readonly answer: Questions[Q]['answer'] }>;
  /** Why the budget refuses a question at this moment; null: it does not. */
  refusalOf(question: Question): Promise<string | null>;
  /** Takes a heap snapshot, as `use` does. */
  takeHeap(asked: TakeHeap): Promise<TakenSnapshot>;
}

/** What a command may use on a page of a browser. */
export interface PageContext extends CommonContext {
  readonly kind: 'page';
  readonly isolate: null;
  readonly page: Page;
  /** Takes a heap snapshot, as `use` does; of a page nothing else can be asked. */
  takeHeap(asked: TakeHeap): Promise<TakenSnapshot>;
}

/** What a command may use on opened heap snapshot files. */
export interface FilesContext extends CommonContext {
  readonly kind: 'files';
  readonly isolate: null;
  /** At least one, the latest last. */
  readonly files: readonly SnapshotFile[];
}

/** The context of a command that works on such targets. */
export type Context<K extends TargetKind = TargetKind> = Extract<LiveContext | PageContext | FilesContext, { kind: K }>;

/** The context of a command on a running process; null on a page or files. */
export function liveContext(context: Context): LiveContext | null {
  return context.kind === 'live' ? context : null;
}

/** The heap snapshots that were taken of what a command works on. */
export function takenSnapshots(context: LiveContext | PageContext): Snapshots {
  return context.kind === 'live' ? context.isolate.snapshots : context.page.snapshots;
}
