import { isAbsolute, relative } from 'node:path';
import type { NodeProcess } from '../target/node-process.js';
import { accent, type Block, dim, good, type Inline, numbers, table, text } from './blocks.js';
import { formatAge } from './format-duration.js';
import { formatBytes } from './format-quantities.js';

/**
 * The Node processes of a machine as a table, a row each, with how each can be reached. `home`: the user's home
 * directory, written as `~`; `where`: the place that they are at, null for here.
 */
export function viewProcesses(
  processes: readonly NodeProcess[],
  { home = null, where = null }: { home?: string | null; where?: string | null },
): Block[] {
  if (processes.length === 0)
    return [text(where === null ? 'no Node process runs here but this one' : `no Node process runs in ${where}`)];
  const reachableFirst = processes.toSorted(
    (a, b) => Number(a.access.how === 'none') - Number(b.access.how === 'none'),
  );
  const ports = numbers('listens', (row: NodeProcess) => portsText(row));
  return [
    table(reachableFirst, [
      numbers('pid', ({ pid }) => String(pid)),
      { title: 'Node', cell: ({ version }) => version?.slice(1) ?? '?' },
      numbers('age', ({ ageMs }) => formatAge(ageMs)),
      numbers('RSS', ({ rssBytes }) => formatBytes(rssBytes)),
      { title: 'inspector', cell: accessText },
      ...(processes.some((row) => row.ports.length > 0) ? [ports] : []),
      {
        title: 'command',
        cell: (row) => [commandText(row), dim(directoryText(row, home))],
        narrow: 'cut-middle',
      },
    ]),
  ];
}

/** Options of Node that take the next word as their value. */
const TAKE_VALUE = /^(-r|--require|--import|--loader|--experimental-loader|-C|--conditions)$/;

/**
 * What tells a process from others: its script and arguments, without Node and its options, and with paths below its
 * working directory from there on; the whole where there is no script.
 */
export function commandText({ command, cwd }: Pick<NodeProcess, 'command' | 'cwd'>): string {
  const script = command.findIndex(
    (word, index) => index > 0 && !word.startsWith('-') && !TAKE_VALUE.test(command[index - 1]),
  );
  const isScript = script > 0 && !command.slice(1, script).some((word) => /^-(e|p|pe|-eval|-print)$/.test(word));
  return (isScript ? command.slice(script) : command).map((word) => shortPath(word, cwd)).join(' ');
}

function shortPath(word: string, cwd: string | null): string {
  return cwd !== null && cwd !== '/' && word.startsWith(`${cwd}/`) ? relative(cwd, word) : word;
}

/** The inspector's address as the table shows it, which is a target too: the port alone where it is this machine's. */
export function inspectorText(target: string): string {
  return target.replace(/^127\.0\.0\.1:/, '');
}

/** Where a process runs, if its command does not tell. */
function directoryText(process: NodeProcess, home: string | null): string {
  const { cwd } = process;
  if (cwd === null || isAbsolute(commandText(process))) return '';
  const isAtHome = home !== null && (cwd === home || cwd.startsWith(`${home}/`));
  return ` in ${isAtHome ? `~${cwd.slice(home.length)}` : cwd}`;
}

function portsText({ ports }: NodeProcess): string {
  return ports.length > 2 ? `${ports[0]}, …` : ports.join(', ');
}

/** What keeps us from a process, in the width of a table; `attach` says it in full, and what to do. */
const SHORT: Readonly<Record<string, string>> = {
  'no-sigusr1': 'would end it',
  'not-loopback': 'not on loopback',
  'not-ours': 'of another user',
  'other-network': 'in a container',
  'port-taken': 'its port is taken',
  'sigusr1-taken': 'uses SIGUSR1',
  stopped: 'stopped',
};

function accessText({ access }: NodeProcess): Inline {
  switch (access.how) {
    case 'server':
      return good('own console');
    case 'open':
      return good(`at ${inspectorText(access.target)}`);
    case 'signal':
      return accent('by SIGUSR1');
    case 'none':
      if (access.code === 'cluster') return accent('cluster:PID');
      return dim(`no: ${SHORT[access.code] ?? access.code.replaceAll('-', ' ')}`);
  }
}
