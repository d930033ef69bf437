import { oneOf } from '../dispatch/argument.js';
import { defineCommand } from '../dispatch/command.js';
import { followLogs, type LogEntry } from '../isolate/logs.js';
import { type Block, bad, dim, field, note, text, warn } from '../view/blocks.js';

/** What the console says where the entries are shown apart. */
export interface LogsState {
  /** `on` or `off`. */
  readonly logs: string;
}

/** Shows what the target logs: above the prompt in the console, until Ctrl-C from the shell. */
export const logsCommand = defineCommand({
  name: 'logs',
  group: 'process',
  summary: 'show the target’s console output as it comes',
  help:
    'It hears `console.log` and the like, not what is written to stdout directly. From the shell it goes on until ' +
    'Ctrl-C. V8 makes a preview of each object that is logged: a Map of a million entries, logged whole, stalls the ' +
    'target for seconds. While a console is suspended (Ctrl-Z), what is logged piles up in the target’s memory: ' +
    'switch it off before.',
  on: ['live'],
  positionals: { state: { kind: oneOf('on', 'off'), default: 'on', describe: 'on or off' } },
  options: {},
  async *run({ isolate, signal, follow }, { state }): AsyncGenerator<LogEntry | LogsState> {
    isolate.activities.stop('logs');
    if (!follow) {
      if (state === 'on') yield* followLogs(isolate, signal);
      return;
    }
    if (state === 'on') follow(followLogs(isolate, isolate.activities.start('logs')), viewEntry);
    yield { logs: state };
  },
  view: (result) => ('logs' in result ? [note(`logs ${result.logs}`)] : viewEntry(result)),
});

function viewEntry({ level, time, text: message }: LogEntry): Block[] {
  const tone = level === 'error' ? bad : level === 'warning' ? warn : dim;
  return [text([dim(time.slice(11, 23)), ' ', field(tone(level), 7), ' ', message], 'keep')];
}
