import { setTimeout as delay } from 'node:timers/promises';
import type { ArgumentSpecs } from '../dispatch/argument.js';
import { kebabCase } from '../dispatch/argument.js';
import type { AnyCommand } from '../dispatch/command.js';
import { optionsOf } from '../dispatch/parse-line.js';
import type { Console } from '../dispatch/run-command.js';
import { completeNames } from '../isolate/console/complete.js';
import type { Isolate } from '../isolate/isolate.js';
import { printable } from '../view/text/characters.js';

/** The command names of node:repl itself. */
const REPL_COMMANDS = ['break', 'clear', 'editor', 'exit', 'help', 'load', 'save'];

/** How long somebody who has pressed Tab waits at most, ms. */
const TIME_LIMIT = 200;

/** What Tab offers for a line, and the part of it that the offers replace (as node:readline wants it). */
type Offers = [string[], string];

/** What Tab offers for a line, from what is known; nothing where the target does not answer at once. */
export async function completeAtOnce(...args: Parameters<typeof complete>): Promise<Offers> {
  const [, , line] = args;
  const none: Offers = [[], line];
  return await Promise.race([complete(...args).catch(() => none), delay(TIME_LIMIT, none, { ref: false })]);
}

/** What Tab offers for a line. It looks for no module. */
export async function complete(
  { target }: Pick<Console, 'target'>,
  commands: readonly AnyCommand[],
  line: string,
): Promise<Offers> {
  const command = /^\s*\.([\w-]*)$/.exec(line);
  if (command) {
    const names = [...REPL_COMMANDS, ...commands.map(({ name }) => name)];
    return [offers(names, command[1], '.'), `.${command[1]}`];
  }
  const help = /^\s*\.help\s+\.?([\w-]*)$/.exec(line);
  if (help)
    return [
      offers(
        commands.map(({ name }) => name),
        help[1],
      ),
      help[1],
    ];
  const [, name, rest = ''] = /^\s*\.([a-z][\w-]*)\s+(.*)$/s.exec(line) ?? [];
  const asked = name === undefined ? null : (commands.find((command) => command.name === name) ?? null);
  const option = asked && /(?:^|\s)--([\w-]*)$/.exec(rest);
  if (option) return [offers(Object.keys(optionsOf(asked)).map(kebabCase), option[1], '--'), `--${option[1]}`];
  if (target.kind !== 'live') return [[], line];
  const { isolate } = target;
  if (name === 'use' || name === 'scope') {
    const [module] = /\S*$/.exec(rest)!;
    return [offers(moduleNames(isolate), module), module];
  }
  if (name !== undefined && !takesExpression(asked)) return [[], line];
  return completeExpression(isolate, line);
}

function takesExpression(command: AnyCommand | null | undefined): boolean {
  return Object.values((command?.positionals ?? {}) as ArgumentSpecs).some(({ raw }) => raw);
}

/** Completes a chain of names, as `main.cache.si`; a chain that holds a call or a computed name is not followed. */
async function completeExpression(isolate: Isolate, line: string): Promise<Offers> {
  if (/\.\s+[\w$]*$/.test(line)) return [[], line];
  const [, chain = '', prefix] =
    /(?:^|[^\w$.)\]"'`])(?:((?:[\p{ID_Continue}$]+\??\.)+))?([\p{ID_Continue}$]*)$/u.exec(line) ?? [];
  if (prefix === undefined || /^\d/.test(chain || prefix)) return [[], line];
  const path = chain.split(/\??\./).filter((name) => name !== '');
  const names = await completeNames(isolate, path, prefix);
  return [names.map((name) => chain + name), chain + prefix];
}

/** The names of the program's own modules, but for those that nobody could type. */
function moduleNames({ modules: { index } }: Isolate): string[] {
  const own = index?.modules.filter(({ inNodeModules }) => !inNodeModules) ?? [];
  return own.map(({ name }) => name).filter((name) => printable(name) === name);
}

function offers(names: readonly string[], prefix: string, lead = ''): string[] {
  return [...new Set(names)]
    .filter((name) => name.startsWith(prefix))
    .map((name) => lead + name)
    .sort();
}
