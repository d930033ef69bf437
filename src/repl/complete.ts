import type { AnyCommand } from '../dispatch/command.js';
import { findCommand } from '../dispatch/registry.js';
import { completeNames } from '../isolate/console/complete.js';
import type { Isolate } from '../isolate/isolate.js';
import type { ModuleIndex } from '../isolate/modules/find-modules.js';
import { allModules } from '../isolate/modules/lookup.js';
import type { WaitOptions } from '../isolate/wait-for-target.js';
import type { Console } from './console.js';

/** The command names of node:repl itself. */
const REPL_COMMANDS = ['break', 'clear', 'editor', 'exit', 'help', 'load', 'save'];

/** How long somebody who has pressed Tab waits, ms. */
const TIMEOUT = 2000;

/** What Tab offers for a line, and the part of it that the offers replace (as node:readline wants it). */
export async function complete(
  { commands, target }: Console,
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
  const asked = name === undefined ? null : findCommand(commands, name);
  const option = asked && /(?:^|\s)--([\w-]*)$/.exec(rest);
  if (option) return [offers(Object.keys(asked.options), option[1], '--'), `--${option[1]}`];
  if (target.kind !== 'live') return [[], line];
  const wait = { notice: () => {}, signal };
  if (name === 'use' || name === 'scope') {
    const [module] = /\S*$/.exec(rest)!;
    return [offers(await moduleNames(target, wait), module), module];
  }
  if (name !== undefined && !takesExpression(asked)) return [[], line];
  return completeExpression(target, line, wait);
}

function takesExpression(command: AnyCommand | null | undefined): boolean {
  return Object.values<{ raw?: true }>(command?.positionals ?? {}).some(({ raw }) => raw);
}

/** Completes a chain of names, as `main.cache.si`; a chain that holds a call or a computed name is not followed. */
async function completeExpression(target: Isolate, line: string, wait: WaitOptions): Promise<[string[], string]> {
  if (/\.\s+[\w$]*$/.test(line)) return [[], line];
  const [, chain = '', prefix] =
    /(?:^|[^\w$.)\]"'`])(?:((?:[\p{ID_Continue}$]+\??\.)+))?([\p{ID_Continue}$]*)$/u.exec(line) ?? [];
  if (prefix === undefined || /^\d/.test(chain || prefix)) return [[], line];
  const path = chain.split(/\??\./).filter((name) => name !== '');
  const names = await completeNames(target, path, prefix, wait);
  return [names.map((name) => chain + name), chain + prefix];
}

async function moduleNames(target: Isolate, wait: WaitOptions): Promise<string[]> {
  const { modules } = target.modules.index?.complete ? target.modules.index : await foundSoFar(target, wait);
  return modules.filter(({ inNodeModules }) => !inNodeModules).map(({ name }) => name);
}

/** All modules, or those that are known, where looking for all takes longer than one waits for Tab. */
async function foundSoFar(target: Isolate, wait: WaitOptions): Promise<Pick<ModuleIndex, 'modules'>> {
  try {
    return await allModules(target, wait);
  } catch {
    return target.modules.index ?? { modules: [] };
  }
}

function offers(names: readonly string[], prefix: string, lead = ''): string[] {
  return [...new Set(names)]
    .filter((name) => name.startsWith(prefix))
    .map((name) => lead + name)
    .sort();
}
