import { defineCommand } from '../dispatch/command.js';
import { followLogs, type LogEntry } from '../isolate/logs.js';
import type { Style } from '../view/text/style.js';

/** Shows what the target logs: above the prompt in the console, until Ctrl-C from the shell. */
export const logsCommand = defineCommand({
  name: 'logs',
  summary: 'show the target’s console output as it comes',
  help:
    'It hears `console.log` and the like, not what is written to stdout directly. From the shell it goes on until Ctrl-C. ' +
    'V8 makes a preview of each object that is logged: a Map of a million entries, logged whole, stalls the target for seconds. ' +
    'While a console is suspended (Ctrl-Z), what is logged piles up in the target’s memory: switch it off before.',
  on: ['live'],
  positionals: { state: { type: 'string', choices: ['on', 'off'], default: 'on', describe: 'on or off' } },
  options: {},
  async *run({ target, signal, inBackground }, { state }): AsyncGenerator<LogEntry | { logs: string }> {
    target.activities.stop('logs');
    if (!inBackground) {
      if (state === 'on') yield* followLogs(target.session, signal);
      return;
    }
    if (state === 'on') {
      inBackground(followLogs(target.session, target.activities.start('logs')), renderEntry);
    }
    yield { logs: state };
  },
  render: (result, style) => ('logs' in result ? style.dim(`logs ${result.logs}`) : renderEntry(result, style)),
});

function renderEntry({ level, time, text }: LogEntry, style: Style): string {
  const paint = level === 'error' ? style.red : level === 'warning' ? style.yellow : style.dim;
  return `${style.dim(time.slice(11, 23))} ${paint(level.padEnd(7))} ${text}`;
}
