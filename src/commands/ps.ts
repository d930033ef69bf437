import { formatBytes } from '../render/bytes.js';
import { formatDuration } from '../render/duration.js';
import type { Style } from '../render/style.js';
import { renderTable } from '../render/table.js';
import type { NodeProcess } from '../target/processes.js';

/** The Node processes of this machine as a table, with how each can be reached. */
export function renderProcesses(processes: readonly NodeProcess[], style: Style): string {
  if (processes.length === 0) return 'no Node process runs here but this one';
  return renderTable(
    processes,
    [
      { title: 'pid', align: 'right', text: ({ pid }) => String(pid) },
      { title: 'Node', text: ({ version }) => version ?? '?' },
      { title: 'age', align: 'right', text: (row) => formatDuration(row.ageMs) },
      { title: 'RSS', align: 'right', text: ({ rssBytes }) => formatBytes(rssBytes) },
      { title: 'how to reach it', text: accessText, paint: (text, row) => accessPaint(row, style)(text) },
      { title: 'command', text: ({ command }) => command.join(' '), narrow: 'cut' },
    ],
    style,
  );
}

function accessText({ access }: NodeProcess): string {
  switch (access.how) {
    case 'open':
      return `open at ${access.target}`;
    case 'signal':
      return 'can be opened with SIGUSR1';
    case 'none':
      return `no: ${access.reason.replace(/^process \d+ (would open )?/, '')}`;
  }
}

function accessPaint({ access }: NodeProcess, style: Style): (text: string) => string {
  return { open: style.green, signal: style.cyan, none: style.dim }[access.how];
}
