import { IN_CONSOLE, separate, viewCommandHelp, viewCommandList } from '../dispatch/help.js';
import { loadCommands } from '../dispatch/registry.js';
import type { Console } from '../dispatch/run-command.js';
import { type Block, type Definition, note, strong, text } from '../view/blocks.js';
import { findCommand } from './find-command.js';

/** What node:repl itself understands. */
const PROMPT: readonly Definition[] = [
  { term: '.editor', text: 'write several lines, Ctrl-D evaluates them' },
  { term: '.break', text: 'drop the lines typed so far' },
  { term: '.load FILE', text: 'evaluate the lines of a file' },
  { term: '.save FILE', text: 'write the lines of this session to a file' },
];

/** What `.help` shows: every command that works here with one line, and what else the prompt takes; or what `.help NAME` does. */
export async function viewHelp(name: string, console: Pick<Console, 'registry' | 'target'>): Promise<Block[]> {
  if (name !== '') return [...viewCommandHelp(await findCommand(console, name), IN_CONSOLE)];
  const isLive = console.target.kind === 'live';
  const commands = (await loadCommands(console.registry)).filter(
    (command) => command.name !== 'eval' && command.on.includes(console.target.kind),
  );
  const leave: Definition = { term: '.exit', text: isLive ? 'leave; the target stays as it was' : 'leave' };
  return separate([
    isLive
      ? [
          text(
            'Anything else is JavaScript, evaluated in the target: `cache.size`, `main.cache.get("a")`, `await fetch(…)`.',
          ),
        ]
      : [],
    viewCommandList(commands, '.'),
    [text(strong('the prompt')), { kind: 'definitions', definitions: [...(isLive ? PROMPT : []), leave] }],
    [
      note(
        isLive
          ? '.help COMMAND tells more. Ctrl-C ends an evaluation, Tab completes, `_` is the last value.'
          : '.help COMMAND tells more. @123 is the id of an object.',
      ),
    ],
  ]);
}
