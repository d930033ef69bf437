import { type ArgumentSpecs, FILE, TEXT, TEXTS } from '../dispatch/argument.js';
import type { RunVerb } from './settings.js';

/** A word of the command line that is not a command of the console. */
export interface Verb {
  readonly name: string;
  readonly summary: string;
  readonly positionals: ArgumentSpecs;
  readonly options: ArgumentSpecs;
  /** Its module is loaded only when it runs. */
  readonly load: () => Promise<RunVerb>;
}

const execute = { kind: TEXTS, short: 'e', describe: 'run this line instead of a prompt; repeatable' } as const;

/** The verbs, in the order in which help lists them. */
export const VERBS: readonly Verb[] = [
  {
    name: 'attach',
    summary: 'the console on a process; without a target, on one of those it finds',
    positionals: { target: { kind: TEXT, describe: 'what to attach to (see TARGET)' } },
    options: { execute },
    load: async () => (await import('./attach.js')).runAttach,
  },
  {
    name: 'run',
    summary: 'start a program under the inspector, and the console on it',
    positionals: {
      script: { kind: FILE, required: true, describe: 'the program' },
      args: { kind: TEXTS, describe: 'its arguments' },
    },
    options: {},
    load: async () => (await import('./run.js')).runProgram,
  },
  {
    name: 'open',
    summary: 'the console on .heapsnapshot files',
    positionals: { files: { kind: TEXTS, required: true, describe: 'heap snapshots, the latest last' } },
    options: { execute },
    load: async () => (await import('./open.js')).runOpen,
  },
  {
    name: 'ps',
    summary: 'the Node processes and pages of this machine, or the processes of another place, and how to reach each',
    positionals: { where: { kind: TEXT, describe: 'ssh:HOST, docker:NAME, kubectl:POD, …; else this machine' } },
    options: {},
    load: async () => (await import('./ps.js')).runPs,
  },
  {
    name: 'schema',
    summary: 'the JSON Schema of what --json prints',
    positionals: { command: { kind: TEXT, describe: 'of this command; else of all' } },
    options: {},
    load: async () => (await import('./schema.js')).runSchema,
  },
  {
    name: 'demo',
    summary: 'a leaky sample service, traffic, and the console on it',
    positionals: {},
    options: {},
    load: async () => (await import('./demo.js')).runDemo,
  },
];

/** The verb of this name. */
export function findVerb(name: string | undefined): Verb | undefined {
  return VERBS.find((verb) => verb.name === name);
}
