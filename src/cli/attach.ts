import type { LiveTarget, PageTarget } from '../dispatch/target.js';
import { ExitCode, UserError } from '../errors.js';
import { isStdin } from '../snapshot/stdin.js';
import { type Block, dim, strong, text } from '../view/blocks.js';
import { inJson } from './in-json.js';
import { pickTarget } from './pick-target.js';
import { runConsole } from './run-console.js';
import type { RunVerb } from './settings.js';
import { withTarget } from './with-target.js';

/** `leakconsole attach [TARGET] [-e LINE …]`: the console on a process. */
export const runAttach: RunVerb = async (invocation) => {
  const { settings, io, args } = invocation;
  const lines = args.execute as readonly string[] | undefined;
  const name = await inJson('attach', settings.json, io, async () => {
    const target = args.target === undefined ? await pickTarget(settings, io) : String(args.target);
    checkLines(lines, [target]);
    return target;
  });
  return withTarget({ target: name }, 'attach', invocation, (target, interrupts) =>
    runConsole(target, invocation, {
      interrupts,
      lines,
      greeting: target.kind === 'live' ? greet(target) : target.kind === 'page' ? greetPage(target) : [],
    }),
  );
};

function greet({ isolate, group }: LiveTarget): Block[] {
  const { pid, runtime, argv } = isolate.process.description;
  if (group)
    return [text([strong(`attached to ${group.members.length} processes of ${group.name}`), dim(` · ${runtime}`)])];
  const mode = isolate.process.readOnly ? ' · read-only' : '';
  return [text([strong(`attached to ${pid}`), dim(` · ${runtime} · ${argv.slice(1).join(' ')}${mode}`)])];
}

function greetPage({ page }: PageTarget): Block[] {
  const { type, browser, url } = page.description;
  const mode = page.readOnly ? ' · read-only' : '';
  return [
    text([strong(`attached to the ${type.replaceAll('_', ' ')} ${page.name}`), dim(` · ${browser} · ${url}${mode}`)]),
  ];
}

/** Throws a UserError where lines would have to be read from where a snapshot is read. */
export function checkLines(lines: readonly string[] | undefined, paths: readonly string[]): void {
  if (lines || !paths.some(isStdin)) return;
  throw new UserError('no-lines', 'the snapshot is read from standard input, so no lines can come from there', {
    hint: 'give them with -e: `leakconsole open - -e .types`; or write the snapshot to a file, and open that',
    exitCode: ExitCode.usage,
  });
}
