import { TEXT } from '../dispatch/argument.js';
import { defineCommand, type LiveContext } from '../dispatch/command.js';
import { ExitCode, UserError } from '../errors.js';
import type { Isolate } from '../isolate/isolate.js';
import { pickModule } from '../isolate/modules/find-modules.js';
import { allModules, learnModules } from '../isolate/modules/lookup.js';
import { pickWorker } from '../isolate/threads.js';
import { note } from '../view/blocks.js';
import { formatCounted } from '../view/format-quantities.js';

/** The module in whose scope names are looked up from now on; or the thread or process that commands look at. */
export interface UseResult {
  /** What was chosen. */
  readonly kind: 'module' | 'thread' | 'process';
  /** Of the module, or of the worker's script; else empty. */
  readonly url: string;
  /** The short name of the module, or of the thread or process: `worker 4`. */
  readonly name: string;
  /**
   * How many of its top-level variables can be read; null where no function of the module was found, and where no
   * module was chosen.
   */
  readonly bindings: number | null;
}

/** Chooses the module in whose scope names are looked up, or the thread or process that commands look at. */
export const useCommand = defineCommand({
  name: 'use',
  group: 'modules',
  summary: 'look names up in another module, or look at another thread or process',
  help:
    'Part of a module’s path is enough, if it means one module only; `.use main` goes back to the main module. ' +
    '`.use worker 4` makes all commands look at worker thread 4 (`.workers` lists them; part of its name is ' +
    'enough); there, `.use main` goes back to the main thread. Of several processes that are looked at together, ' +
    '`.use process 1234` chooses one by its pid, or by its place in the list; `.use process all` takes all again.',
  examples: ['routes/users', 'worker 4', 'worker parser', 'main', 'process 2', 'process all'],
  on: ['live'],
  onlyInConsole: 'use chooses what the next lines of a console look at, and the shell runs only this one',
  positionals: {
    module: { kind: TEXT, required: true, describe: 'a module, or part of its path; or the word worker, or process' },
    which: {
      kind: TEXT,
      describe: 'after worker: a thread id, or part of a name; after process: a pid, a place, or all',
    },
  },
  options: {},
  async run(context, { module, which }): Promise<UseResult> {
    const { isolate, threads } = context;
    if (which !== undefined && module === 'process') return useProcess(context, which);
    if (which !== undefined) return await useWorker(context, module, which);
    if (module === 'main' && isolate !== threads.main) return useThread(context, threads.main, '', 'the main thread');
    const { modules } = await allModules(isolate, context);
    const chosen = pickModule(modules, module);
    isolate.modules.chosen = chosen;
    const { url, name, bindings } = chosen;
    return { kind: 'module', url, name, bindings };
  },
  // What is chosen is chosen in all processes.
  merge: { combine: ([first]) => first.result },
  view: ({ kind, name, bindings }) => {
    if (kind !== 'module') return [note(`commands look at ${name} now`)];
    return [
      note(
        bindings === null
          ? `${name}: no function of it was found, so its variables cannot be read`
          : `${name}: ${formatCounted(bindings, 'variable')}; .scope lists them`,
      ),
    ];
  },
});

async function useWorker(context: LiveContext, word: string, thread: string): Promise<UseResult> {
  if (word !== 'worker') {
    throw new UserError('usage', `.use takes a module, a worker, or a process (got ${word} ${thread})`, {
      hint: '.use worker 4, .use process 1234',
      exitCode: ExitCode.usage,
    });
  }
  const { threads, group } = context;
  if (group && !group.chosen) {
    throw new UserError('one-process', 'each process of the group has threads of its own', {
      hint: '.use process 1, then .use worker',
    });
  }
  const worker = pickWorker(await threads.workers(), thread);
  const { threadId, url, name } = worker;
  const isolate = await threads.open(worker, context);
  if (!context.endsSession) void learnModules(isolate);
  return useThread(context, isolate, url, `worker ${threadId}${name && ` (${name})`}`);
}

/** Chooses a process of the group by its pid or, for a small number, by its place; or all. */
function useProcess({ group }: LiveContext, which: string): UseResult {
  if (!group) {
    throw new UserError('one-process', 'this console is attached to one process', {
      hint: '`leakconsole attach cluster:PID`, or pm2:NAME, attaches to all of a service',
    });
  }
  const { members } = group;
  const pids = members.map(({ threads }) => threads.main.process.description.pid);
  const at = pids.includes(Number(which)) ? pids.indexOf(Number(which)) : Number(which) - 1;
  if (which !== 'all' && members[at] === undefined) {
    throw new UserError('no-process', `there is no process ${which} in ${group.name}`, {
      hint: `.use process ${pids.map((pid, index) => `${index + 1} (${pid})`).join(', ')}, or all`,
    });
  }
  group.chosen = which === 'all' ? null : members[at];
  return { kind: 'process', url: '', name: which === 'all' ? 'all processes' : `process ${pids[at]}`, bindings: null };
}

function useThread(context: LiveContext, isolate: Isolate, url: string, name: string): UseResult {
  context.switchTo(isolate);
  return { kind: 'thread', url, name, bindings: null };
}
