import { type ErrorCode, messageOf, UserError } from '../errors.js';
import { SourceError } from '../isolate/console/source-error.js';
import { jsonLine } from '../view/text/characters.js';
import { type Cost, looksAtAll, NOTHING_SPENT, type Spent, type Target } from './target.js';

/** What every line of `--json` has (docs/json.md). */
interface Line {
  /** The version of this contract. */
  readonly v: 1;
  /** The command that was run; null where none was named. */
  readonly command: string | null;
  /** What was looked at; null where there is no target, or none was reached. */
  readonly target: DescribedTarget | null;
  /** The way of looking that answered (`--lens`); null where nothing was looked at. */
  readonly lens: string | null;
  /** What that cost the target; null where it cost nothing, or nothing was measured. */
  readonly cost: Cost | null;
}

/** A result as a line of JSON. */
export interface ResultLine extends Line {
  /** The command that was run. */
  readonly command: string;
  /** What the command gives. */
  readonly result: unknown;
  /** What to ask next, in the light of the result; null where there is nothing to say. */
  readonly next: string | null;
  /** The files that hold the result in other forms; left out where there are none. */
  readonly written?: readonly string[];
}

/** A failure as a line of JSON. What was spent has been spent all the same. */
export interface ErrorLine extends Line {
  readonly error: DescribedError;
}

/** What was looked at. */
export interface DescribedTarget {
  /** Its process; null for files, for a page, and for several processes. */
  readonly pid: number | null;
  /** Its `process.title`, the title of the page, the paths of the files, or the group as it was named. */
  readonly title: string;
  /** Such as `node v22.1.0` or `Chrome 156.0.8078.108`; null for files. */
  readonly runtime: string | null;
  /** The heap that was looked at: `main`, `worker:4`; what the browser calls a page, as `page`; null for files. */
  readonly isolate: string | null;
  /** Of a group whose processes were all looked at: their ids. Then `pid` is null. */
  readonly processes?: readonly number[];
}

/** Why there is no result. */
export interface DescribedError {
  /** One word for programs: what an evaluation cannot parse is `syntax`, a defect of leakconsole `internal`. */
  readonly code: ErrorCode | 'syntax' | 'internal';
  /** What happened, for people. */
  readonly message: string;
  /** What to do about it, for people. */
  readonly hint: string | null;
}

/** Writes a result as a line of JSON. `written`: the files that hold it in other forms. */
export function resultLine(
  command: string,
  target: Target | null,
  { lens, cost }: Spent,
  result: unknown,
  next: string | null = null,
  written: readonly string[] = [],
): string {
  const line: ResultLine = { v: 1, command, target: target && describeTarget(target), lens, cost, result, next };
  return jsonLine(written.length > 0 ? { ...line, written } : line);
}

/** Writes a failure as a line of JSON; `command` is null where none was named, `target` where none was reached. */
export function errorLine(
  command: string | null,
  target: Target | null,
  error: unknown,
  { lens, cost }: Spent = NOTHING_SPENT,
): string {
  const described: DescribedError =
    error instanceof UserError
      ? { code: error.code, message: error.message, hint: error.hint }
      : { code: error instanceof SourceError ? 'syntax' : 'internal', message: messageOf(error), hint: null };
  const line: ErrorLine = { v: 1, command, target: target && describeTarget(target), lens, cost, error: described };
  return jsonLine(line);
}

function describeTarget(target: Target): DescribedTarget {
  if (target.kind === 'files') {
    return { pid: null, title: target.files.map(({ path }) => path).join(' '), runtime: null, isolate: null };
  }
  if (target.kind === 'page') {
    const { description, name } = target.page;
    return { pid: null, title: name, runtime: description.browser, isolate: description.type };
  }
  if (looksAtAll(target)) {
    const { name, members } = target.group;
    const processes = members.map(({ threads }) => threads.main.process.description);
    const [first] = processes;
    return {
      pid: null,
      title: name,
      runtime: first?.runtime ?? null,
      isolate: 'main',
      processes: processes.map(({ pid }) => pid),
    };
  }
  const { id, process } = target.isolate;
  const { pid, title, runtime } = process.description;
  return { pid, title, runtime, isolate: id };
}
