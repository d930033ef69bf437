import { usageOf } from '../dispatch/arguments.js';
import type { AnyCommand } from '../dispatch/command.js';
import { commandGroups } from '../dispatch/registry.js';
import { type Definition, renderDefinitions, termWidthOf } from '../view/text/definitions.js';
import { renderParagraphs } from '../view/text/paragraphs.js';
import type { Style } from '../view/text/style.js';

/** What `leakconsole --help` shows above the options: the verbs, and the commands by what they are asked for. */
export function renderUsage(verbs: readonly Definition[], commands: readonly AnyCommand[], style: Style): string {
  const groups = commandGroups(commands).map((group) => ({
    title: group.title,
    definitions: group.commands.map((command): Definition => [`${command.name} ${usageOf(command)}`, command.summary]),
  }));
  const width = termWidthOf([...verbs, ...groups.flatMap(({ definitions }) => definitions)]);
  return [
    'A console into a running Node.js service: what fills its memory, what grows, what holds it.\n',
    `leakconsole VERB\n${renderDefinitions(verbs, style, width)}\n`,
    'leakconsole COMMAND TARGET …   one command of the console, once\n',
    ...groups.map(({ title, definitions }) => `${title}\n${renderDefinitions(definitions, style, width)}\n`),
  ].join('\n');
}

/** What `leakconsole COMMAND --help` shows above the options. */
export function renderCommandUsage(command: AnyCommand, style: Style): string {
  // An @id is of a snapshot: on a running process, of one of the same console.
  const targetOf = (example: string) => (/(^|\s)@\d/.test(example) ? 'after.heapsnapshot' : '9229');
  const examples = command.examples?.map((example) =>
    `  leakconsole ${command.name} ${targetOf(example)} ${example}`.trimEnd(),
  );
  return [
    `leakconsole ${command.name} <target> ${usageOf(command)}`.trimEnd(),
    renderParagraphs(command.summary, style),
    ...(command.help ? [renderParagraphs(command.help, style)] : []),
    ...(examples ? [examples.join('\n')] : []),
  ].join('\n\n');
}
