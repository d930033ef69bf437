import { readFileSync, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { commandLine, environmentVariable } from './procfs.js';

/**
 * The words of a process's NODE_OPTIONS and command line, the program's own arguments among them, and the text of each
 * file from which Node has taken options, as it is now.
 */
export function optionWords(pid: number): string[] {
  const fromEnvironment = environmentVariable(pid, 'NODE_OPTIONS')?.split(/\s+/) ?? [];
  const words = [...fromEnvironment, ...commandLine(pid).slice(1)];
  return [...words, ...optionFiles(words).map((path) => textOf(pid, path))];
}

/** The files that options name: one of variables may hold NODE_OPTIONS. */
function optionFiles(words: readonly string[]): string[] {
  const lines = words.join('\n');
  const named = lines.matchAll(/^--(?:env-file(?:-if-exists)?|experimental-config-file)[=\n](.+)$/gm);
  const usual = words.includes('--experimental-default-config-file') ? ['node.config.json'] : [];
  return [...usual, ...[...named].map(([, path]) => path)];
}

/** The text of a file as a process names it; empty where it cannot be read. */
function textOf(pid: number, path: string): string {
  const seenFromHere = isAbsolute(path) ? `/proc/${pid}/root${path}` : `/proc/${pid}/cwd/${path}`;
  try {
    // A pipe may never end.
    const file = statSync(seenFromHere);
    return file.isFile() && file.size < MOST_BYTES ? readFileSync(seenFromHere, 'utf8') : '';
  } catch {
    return '';
  }
}

const MOST_BYTES = 1e6;

/**
 * What a process may do on SIGUSR1 instead of opening its inspector, because options of Node say so; null if none does.
 *
 * Node then installs a handler in place of its own (lib/internal/process/pre_execution.js). All words are searched,
 * those of the program too: where Node's own end is not to be told for sure, as more and more of its options take the
 * next word.
 */
export function purposeOfSigusr1(words: readonly string[]): { does: string; option: string } | null {
  const [, option] = /(?:--|")(heapsnapshot-signal|report-signal)[=:\s"]+SIGUSR1\b/.exec(spelledOut(words)) ?? [];
  if (option === undefined) return null;
  return { does: option === 'report-signal' ? WRITES_REPORT : WRITES_SNAPSHOT, option: `--${option}` };
}

const WRITES_SNAPSHOT = 'writes a heap snapshot';
const WRITES_REPORT = 'writes a diagnostic report';

/** Node takes `_` for `-` in names. */
function spelledOut(words: readonly string[]): string {
  return words.join(' ').replaceAll('_', '-');
}

/** Why a process does not catch SIGUSR1, as far as its options tell, and what to do, for people. */
export function adviseDeaf(words: readonly string[]): string {
  if (has(words, 'disable-sigusr1')) return `${UNSENT} (--disable-sigusr1): only a restart without that option helps`;
  const isConfined = has(words, 'permission') || has(words, 'experimental-permission');
  if (isConfined && !has(words, 'allow-inspector')) {
    return `${UNSENT} (--permission): only a restart with --allow-inspector as well (Node 25 or later) helps`;
  }
  return `${UNSENT} (was a listener taken away?): only a restart with --inspect helps`;
}

const UNSENT = 'so nothing was sent';

function has(words: readonly string[], name: string): boolean {
  return spelledOut(words).split(/[\s=]/).includes(`--${name}`);
}
