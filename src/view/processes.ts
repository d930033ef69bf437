import type { NodeProcess } from '../target/node-process.js';
import { accent, type Block, dim, good, type Inline, numbers, table, text } from './blocks.js';
import { formatAge } from './format-duration.js';
import { formatBytes } from './format-quantities.js';

/** The Node processes of a machine as a table, with how each can be reached. `width`: columns that the table should take at most. */
export function viewProcesses(processes: readonly NodeProcess[], width: number): Block[] {
  if (processes.length === 0) return [text('no Node process runs here but this one')];
  const reachableFirst = processes.toSorted(
    (a, b) => Number(a.access.how === 'none') - Number(b.access.how === 'none'),
  );
  return [
    table(reachableFirst, [
      numbers('pid', ({ pid }) => String(pid)),
      { title: 'Node', cell: ({ version }) => version?.slice(1) ?? '?' },
      numbers('age', ({ ageMs }) => formatAge(ageMs)),
      numbers('RSS', ({ rssBytes }) => formatBytes(rssBytes)),
      { title: 'how to reach it', cell: accessText },
      { title: 'command', cell: (row) => commandText(row, width), narrow: 'cut' },
    ]),
  ];
}

/** Columns that the others take. */
const OTHERS = 64;

/** The command line, where there is room for it; else what comes after Node and its options. */
function commandText({ command }: NodeProcess, width: number): string {
  const whole = command.join(' ');
  const script = command.findIndex((word, index) => index > 0 && !word.startsWith('-'));
  return whole.length + OTHERS <= width || script === -1 ? whole : command.slice(script).join(' ');
}

/** What keeps us from a process, in the width of a table; `attach` says it in full, and what to do. */
const SHORT: Readonly<Record<string, string>> = {
  'port-taken': 'its port is taken',
  'other-network': 'in a container',
  'no-sigusr1': 'does not catch SIGUSR1',
  'not-ours': 'of another user',
};

function accessText({ access }: NodeProcess): Inline {
  switch (access.how) {
    case 'open':
      return good(`open at ${access.target}`);
    case 'signal':
      return accent('can be opened with SIGUSR1');
    case 'none':
      return dim(`no: ${SHORT[access.code] ?? access.reason.replace(/^process \d+ /, '')}`);
  }
}
