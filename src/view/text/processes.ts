import type { NodeProcess } from '../../target/processes.js';
import { formatBytes } from './bytes.js';
import { formatAge } from './duration.js';
import type { Style } from './style.js';
import { renderTable } from './table.js';

/** The Node processes of this machine as a table, with how each can be reached. */
export function renderProcesses(processes: readonly NodeProcess[], style: Style): string {
  if (processes.length === 0) return 'no Node process runs here but this one';
  const reachableFirst = processes.toSorted(
    (a, b) => Number(a.access.how === 'none') - Number(b.access.how === 'none'),
  );
  return renderTable(
    reachableFirst,
    [
      { title: 'pid', align: 'right', text: ({ pid }) => String(pid) },
      { title: 'Node', text: ({ version }) => version?.slice(1) ?? '?' },
      { title: 'age', align: 'right', text: (row) => formatAge(row.ageMs) },
      { title: 'RSS', align: 'right', text: ({ rssBytes }) => formatBytes(rssBytes) },
      { title: 'how to reach it', text: accessText, paint: (text, row) => accessPaint(row, style)(text) },
      { title: 'command', text: (row) => commandText(row, style), narrow: 'cut' },
    ],
    style,
  );
}

/** The command line, where there is room for it; else what comes after Node and its options. */
function commandText({ command }: NodeProcess, { width }: Style): string {
  const whole = command.join(' ');
  const script = command.findIndex((word, index) => index > 0 && !word.startsWith('-'));
  return whole.length + OTHERS <= width || script === -1 ? whole : command.slice(script).join(' ');
}

/** Columns that the others take. */
const OTHERS = 64;

/** What keeps us from a process, in the width of a table; `attach` says it in full, and what to do. */
const SHORT: Readonly<Record<string, string>> = {
  'port-taken': 'its port is taken',
  'other-network': 'in a container',
  'no-sigusr1': 'does not catch SIGUSR1',
  'not-ours': 'of another user',
};

function accessText({ access }: NodeProcess): string {
  switch (access.how) {
    case 'open':
      return `open at ${access.target}`;
    case 'signal':
      return 'can be opened with SIGUSR1';
    case 'none':
      return `no: ${SHORT[access.code] ?? access.reason.replace(/^process \d+ /, '')}`;
  }
}

function accessPaint({ access }: NodeProcess, style: Style): (text: string) => string {
  return { open: style.green, signal: style.cyan, none: style.dim }[access.how];
}
