import { TEXT } from '../dispatch/argument.js';
import type { AnyCommand } from '../dispatch/command.js';
import {
  type HelpPlace,
  separate,
  viewArguments,
  viewCommandHelp,
  viewCommandList,
  viewOptions,
} from '../dispatch/help.js';
import { usageOf } from '../dispatch/line-options.js';
import { loadCommands, type Registry } from '../dispatch/registry.js';
import type { Lens } from '../lenses/lens.js';
import { type Block, note, strong, text } from '../view/blocks.js';
import { type Screen, show } from '../view/text/screen.js';
import { EVERYWHERE } from './settings.js';
import { findVerb, VERBS, type Verb } from './verbs.js';

const IN_SHELL: HelpPlace = {
  prefix: 'leakconsole ',
  target(example) {
    if (example === '') return '<target>';
    // The files are the target.
    if (/^\S+\.heapsnapshot\s/.test(example)) return '';
    // An @id is of a snapshot: on a running process, of one of the same console.
    return /(^|\s)@\d/.test(example) ? 'after.heapsnapshot' : '9229';
  },
  isShell: true,
};

/** Shows what `leakconsole --help` and `leakconsole NAME --help` show. */
export async function showHelp(
  topic: string | null,
  registry: Registry,
  { style, ...terminal }: Screen,
): Promise<void> {
  // Prose is read as well where it is piped.
  const screen = { ...terminal, style: { ...style, width: Math.min(style.width, 100) } };
  const verb = topic === null ? undefined : findVerb(topic);
  if (verb) show(viewVerbHelp(verb), screen);
  else if (topic === null) show(viewAll(await loadCommands(registry), await registry.lenses()), screen);
  else show([...viewCommandHelp(await registry.commands[topic](), IN_SHELL), ...EVERYWHERE_NOTE], screen);
}

const HELP_POSITIONALS = { command: { kind: TEXT, describe: 'a command' } };

const EVERYWHERE_NOTE: Block[] = [
  text(''),
  note('what a target can be, and the options of every command (--json, --max-pause, …): leakconsole --help'),
];

/** What the words TARGET and WHERE of the command line can be. */
const TARGET = [
  text(
    'TARGET: 9229, host:9229, ws://…, pid:1234, unix:PATH, each with /worker:4 for a thread; cluster:PID, ' +
      'pm2:NAME; 9222/page:TITLE for a page of Chromium; or a heap snapshot file (- is standard input).',
  ),
];
const WHERE = [
  text(
    'WHERE: ssh:[USER@]HOST, docker:NAME, podman:NAME, kubectl:[NAMESPACE/]POD[/CONTAINER], nsenter:PID or ' +
      'exec:COMMAND…',
  ),
  text(
    'A target there: WHERE/pid:1234, WHERE/9229, “exec:COMMAND… -- pid:1234”, or WHERE if one Node process alone ' +
      'runs there.',
  ),
];

function viewAll(commands: readonly AnyCommand[], lenses: readonly Lens[]): Block[] {
  const verbs = [
    ...VERBS,
    { name: 'help', summary: 'what a command does, and its options', positionals: HELP_POSITIONALS },
  ];
  return separate([
    [text('A REPL inside your running Node.js service, with commands that find memory leaks.')],
    [
      text(strong('leakconsole VERB')),
      {
        kind: 'definitions',
        definitions: verbs.map((verb) => ({ term: `${verb.name} ${usageOf(verb)}`.trimEnd(), text: verb.summary })),
      },
    ],
    [text('leakconsole COMMAND TARGET …   one command of the console, once')],
    viewCommandList(commands, ''),
    [text(strong('everywhere')), viewOptions(EVERYWHERE)],
    [
      text(strong('what each lens sees')),
      { kind: 'definitions', definitions: lenses.map(({ name, sees }) => ({ term: `--lens ${name}`, text: sees })) },
    ],
    [
      ...TARGET,
      ...WHERE,
      text(
        'Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused by the budget or by whoever was asked, ' +
          '4 a leak (--fail-on).',
      ),
    ],
  ]);
}

function viewVerbHelp(verb: Verb): Block[] {
  const { name, summary, positionals, options } = verb;
  const hasArguments = Object.keys(positionals).length > 0;
  return separate([
    [text(strong(`leakconsole ${name} ${usageOf(verb)}`.trimEnd())), text(summary)],
    hasArguments ? [viewArguments(positionals, options)] : [],
    'target' in positionals ? [...TARGET, ...WHERE] : [],
    hasArguments ? EVERYWHERE_NOTE.slice(1) : [],
  ]);
}
