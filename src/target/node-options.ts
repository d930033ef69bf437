import { commandLine, environmentVariable } from './procfs.js';

/**
 * The options that Node itself was started with: those of NODE_OPTIONS, then those of the command line before the
 * script.
 */
export function nodeOptions(pid: number): string[] {
  const fromEnvironment = environmentVariable(pid, 'NODE_OPTIONS')?.split(/\s+/) ?? [];
  return [...fromEnvironment, ...optionsBeforeScript(commandLine(pid).slice(1))];
}

/** Options whose value may follow as a word of its own, of those that come before a script and take any. */
const TAKES_WORD =
  /^(-r|-C|-e|-p|-pe|--(require|import|loader|experimental-loader|conditions|eval|print|heapsnapshot-signal|report-signal))$/;

/** The words of a command line that come before the script: what follows it is the program's own. */
export function optionsBeforeScript(words: readonly string[]): string[] {
  const script = words.findIndex((word, index) => !word.startsWith('-') && !TAKES_WORD.test(words[index - 1] ?? ''));
  return words.slice(0, script === -1 ? words.length : script);
}

/**
 * What a process does on SIGUSR1 instead of opening its inspector, because options of Node say so; null if none does.
 *
 * Node then installs a handler in place of its own (lib/internal/process/pre_execution.js).
 */
export function purposeOfSigusr1(options: readonly string[]): { does: string; option: string } | null {
  if (optionValue(options, 'heapsnapshot-signal') === 'SIGUSR1') {
    return { does: 'writes a heap snapshot', option: '--heapsnapshot-signal' };
  }
  if (has(options, 'report-on-signal') && optionValue(options, 'report-signal') === 'SIGUSR1') {
    return { does: 'writes a diagnostic report', option: '--report-signal' };
  }
  return null;
}

/** Why a process does not catch SIGUSR1, as far as its options tell, and what to do, for people. */
export function adviseDeaf(options: readonly string[]): string {
  if (has(options, 'disable-sigusr1')) return `${UNSENT} (--disable-sigusr1): only a restart without that option helps`;
  const isConfined = has(options, 'permission') || has(options, 'experimental-permission');
  if (isConfined && !has(options, 'allow-inspector')) {
    return `${UNSENT} (--permission): only a restart with --allow-inspector as well (Node 25 or later) helps`;
  }
  return `${UNSENT} (was a listener taken away?): only a restart with --inspect helps`;
}

const UNSENT = 'so nothing was sent';

/** The last value of an option, given as `--name=value` or as the next word; undefined where there is none. */
function optionValue(options: readonly string[], name: string): string | undefined {
  const values = options.map((word, index) => {
    const [option, value] = split(word);
    return option === name ? (value ?? options[index + 1]) : undefined;
  });
  return values.findLast((value) => value !== undefined);
}

function has(options: readonly string[], name: string): boolean {
  return options.some((word) => split(word)[0] === name);
}

/** The name and the value of an option. Node takes `_` for `-` in names. */
function split(word: string): [name: string, value: string | undefined] {
  const [, name = '', value] = /^--([^=]+)(?:=(.*))?$/.exec(word) ?? [];
  return [name.replaceAll('_', '-'), value];
}
