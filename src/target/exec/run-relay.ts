import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf, PS_HINT, UserError } from '../../errors.js';
import { packageFile } from '../../package-files.js';
import type { RelayAnswer, RelayOrder, RelayRequest } from '../relay/messages.js';
import { readLine } from '../relay/read-line.js';
import { nodesOf, type Place } from './place.js';

/** How long what we have started may take to end when its input has, ms. */
const ENDING_TIMEOUT = 3000;
const ENDING_POLL = 20;

/**
 * All that stands on a command line: it evaluates the first bytes of its input, our relay in brotli, and leaves the
 * rest of the input to that. Without a quote or a `!`, for any shell.
 */
const loaderOf = (bytes: number) =>
  'let b=Buffer.alloc(0);process.stdin.on("data",function f(d){b=Buffer.concat([b,d]);' +
  `if(b.length>=${bytes}){this.pause().off("data",f);this.unshift(b.subarray(${bytes}));` +
  `eval(String(require("zlib").brotliDecompressSync(b.subarray(0,${bytes}))))}})`;

type Answered = Exclude<RelayAnswer, { kind: 'notice' | 'error' | 'other-platform' }>;

/** A relay that runs at a place for us, until `end`. */
export class Relay<A extends Answered = Answered> {
  /** What it said first. */
  readonly answer: A;
  readonly #child: ChildProcess;

  constructor(child: ChildProcess, answer: A) {
    this.#child = child;
    this.answer = answer;
  }

  /** What it writes after its answer. */
  get output() {
    return this.#child.stdout!;
  }

  /** Tells it what to do next. */
  order(order: RelayOrder): void {
    this.#child.stdin!.write(`${order}\n`);
  }

  /** Makes it a pipe to the inspector that it has reached. */
  connect(): Duplex {
    this.order('connect');
    return Duplex.from({ writable: this.#child.stdin!, readable: this.#child.stdout! });
  }

  /** Ends it, with SIGKILL where that does not help. Never rejects. */
  async end(): Promise<void> {
    await endChild(this.#child);
  }
}

/** How a relay is run. */
export interface RelayOptions {
  readonly notice: (text: string) => void;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/**
 * Runs a relay at a place: by a Node that is there, and without leaving a file. Rejects with the UserError that it
 * answers, or with one of the code `unreachable` where it cannot be run.
 */
export async function runRelay<K extends RelayRequest['ask']>(
  place: Place,
  request: Extract<RelayRequest, { ask: K }>,
  options: RelayOptions,
): Promise<Relay<Extract<Answered, { kind: AnswerKind[K] }>>> {
  const failures: Failure[] = [];
  for (const node of nodesOf(place)) {
    const result = await tryNode(place, node, request, options);
    if (result instanceof Relay) return result as never;
    failures.push(result);
    if (!result.lacksNode) break;
  }
  const { reason, lacksNode } = failures.at(-1)!;
  const what = lacksNode ? 'no Node is found there' : 'nothing can be run there';
  throw new UserError('unreachable', `${place.name}: ${what} (${reason})`, {
    hint: `try it: ${[...place.command, 'node', '--version'].join(' ')}`,
  });
}

/** The answer to each kind of request. */
interface AnswerKind {
  readonly list: 'processes';
  readonly file: 'file';
  readonly port: 'offers';
  readonly process: 'reached';
}

interface Failure {
  /** The last line of what was written to stderr. */
  readonly reason: string;
  /** Whether it may be that only this binary is not there. */
  readonly lacksNode: boolean;
}

async function tryNode(
  place: Place,
  node: readonly string[],
  request: RelayRequest,
  options: RelayOptions,
  source: Buffer = relayFor(request, 'linux'),
): Promise<Relay | Failure> {
  const { notice, signal } = options;
  const words = [...node, '-e', loaderOf(source.length)];
  const [program, ...args] = [...place.command, ...(place.hasShell ? words.map(quote) : words)];
  const { NODE_OPTIONS: _, ...env } = process.env;
  // In a session of its own, which no Ctrl-C reaches: it ends with its input.
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true, env });
  const stderr: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => void stderr.push(chunk));
  child.stdin.on('error', () => {});
  const ended = once(child, 'close').then(
    ([code]) => ({ reason: lastLine(stderr) || `it ended with ${code}`, lacksNode: lacksNode(code, stderr) }),
    (error) => ({ reason: messageOf(error), lacksNode: false }),
  );
  const giveUp = () => void endChild(child);
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    child.stdin.write(source);
    child.stdin.write(`${JSON.stringify(request)}\n`);
    for (;;) {
      const line = await readLine(child.stdout);
      if (line === null) return await ended;
      const answer = parseAnswer(line, place);
      if (answer.kind === 'notice') notice(answer.text);
      else if (answer.kind === 'error') throw errorOf(answer, place);
      else if (answer.kind !== 'other-platform') return new Relay(child, answer);
      else break;
    }
    await endChild(child);
    return await tryNode(place, node, request, options, relayFor(request, 'any'));
  } catch (error) {
    await endChild(child);
    throw error;
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

const KINDS: readonly string[] = [
  'notice',
  'error',
  'other-platform',
  'processes',
  'file',
  'offers',
  'reached',
] satisfies RelayAnswer['kind'][];

/** What is running may be anything. */
function parseAnswer(line: string, { name }: Place): RelayAnswer {
  try {
    const answer = JSON.parse(line);
    if (KINDS.includes(answer?.kind)) return answer;
  } catch {
    // It is none, either.
  }
  throw new UserError('bad-message', `“${line.slice(0, 60)}” from ${name} is not an answer of the relay`, {
    hint: 'is something in between that writes to standard output, such as a login script?',
  });
}

function errorOf(
  { code, message, hint }: Extract<RelayAnswer, { kind: 'error' }>,
  { name, isLocal }: Place,
): UserError {
  const where = isLocal ? message : `${name}: ${message}`;
  return new UserError(code, where, {
    hint: hint === PS_HINT || hint === null ? `\`leakconsole ps ${name}\` lists what runs there` : hint,
  });
}

function lacksNode(code: unknown, stderr: readonly Buffer[]): boolean {
  return (
    code === 126 ||
    code === 127 ||
    /not found|no such file|bad option|invalid option/i.test(Buffer.concat(stderr).toString())
  );
}

function lastLine(stderr: readonly Buffer[]): string {
  return Buffer.concat(stderr).toString().trimEnd().split('\n').at(-1)!.slice(0, 200);
}

/** A word for a POSIX shell. */
function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** The relay for a request, in brotli: for Linux alone it is smaller, and nearly always enough. */
function relayFor({ ask }: RelayRequest, platform: 'linux' | 'any'): Buffer {
  const suffix = platform === 'linux' ? '.linux' : '';
  return readFileSync(packageFile(`dist/target/relay/${ask}${suffix}.br`));
}

/**
 * Ends a command and all that it has started: what runs the relay ends with its input, and may linger for a moment so
 * that no inspector is hung up on in the middle of an answer; what is left then is killed. Never rejects.
 */
async function endChild(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  child.stdin!.destroy();
  child.stdout!.resume();
  const deadline = performance.now() + ENDING_TIMEOUT;
  while (signalGroup(child, 0) && performance.now() < deadline) await delay(ENDING_POLL);
  signalGroup(child, 'SIGKILL');
}

/** Signals a command, which leads a process group, with all that is in that; tells whether any of it is left. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  // Windows has no groups.
  if (process.platform === 'win32') return child.kill(signal);
  try {
    return process.kill(-child.pid!, signal);
  } catch {
    return false;
  }
}
