import type { ArgumentSpecs } from '../dispatch/argument.js';
import { kebabCase } from '../dispatch/argument.js';
import type { AnyCommand } from '../dispatch/command.js';
import { optionsOf } from '../dispatch/parse-line.js';
import type { Console } from '../dispatch/run-command.js';
import { completeNames } from '../isolate/console/complete.js';
import type { Isolate } from '../isolate/isolate.js';
import type { ModuleIndex } from '../isolate/modules/find-modules.js';
import { allModules } from '../isolate/modules/lookup.js';
import type { WaitOptions } from '../isolate/wait-for-target.js';

/** The command names of node:repl itself. */
const REPL_COMMANDS = ['break', 'clear', 'editor', 'exit', 'help', 'load', 'save'];

/** How long somebody who has pressed Tab waits, ms. */
const TIMEOUT = 2000;

/** What Tab offers for a line, and the part of it that the offers replace (as node:readline wants it). */
export async function complete(
  { target }: Pick<Console, 'target'>,
  commands: readonly AnyCommand[],
  line: string,
  signal = AbortSignal.timeout(TIMEOUT),
): Promise<[string[], string]> {
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
  const wait = { notice: () => {}, signal };
  if (name === 'use' || name === 'scope') {
    const [module] = /\S*$/.exec(rest)!;
    return [offers(await moduleNames(isolate, wait), module), module];
  }
  if (name !== undefined && !takesExpression(asked)) return [[], line];
  return completeExpression(isolate, line, wait);
}

function takesExpression(command: AnyCommand | null | undefined): boolean {
  return Object.values((command?.positionals ?? {}) as ArgumentSpecs).some(({ raw }) => raw);
}

/** Completes a chain of names, as `main.cache.si`; a chain that holds a call or a computed name is not followed. */
async function completeExpression(isolate: Isolate, line: string, wait: WaitOptions): Promise<[string[], string]> {
  if (/\.\s+[\w$]*$/.test(line)) return [[], line];
  const [, chain = '', prefix] =
    /(?:^|[^\w$.)\]"'`])(?:((?:[\p{ID_Continue}$]+\??\.)+))?([\p{ID_Continue}$]*)$/u.exec(line) ?? [];
  if (prefix === undefined || /^\d/.test(chain || prefix)) return [[], line];
  const path = chain.split(/\??\./).filter((name) => name !== '');
  const names = await completeNames(isolate, path, prefix, wait);
  return [names.map((name) => chain + name), chain + prefix];
}

async function moduleNames(isolate: Isolate, wait: WaitOptions): Promise<string[]> {
  const { modules } = isolate.modules.index?.complete ? isolate.modules.index : await foundSoFar(isolate, wait);
  return modules.filter(({ inNodeModules }) => !inNodeModules).map(({ name }) => name);
}

/** All modules, or those that are known, where looking for all takes longer than one waits for Tab. */
async function foundSoFar(isolate: Isolate, wait: WaitOptions): Promise<Pick<ModuleIndex, 'modules'>> {
  try {
    return await allModules(isolate, wait);
  } catch {
    return isolate.modules.index ?? { modules: [] };
  }
}

function offers(names: readonly string[], prefix: string, lead = ''): string[] {
  return [...new Set(names)]
    .filter((name) => name.startsWith(prefix))
    .map((name) => lead + name)
    .sort();
}
