import { describeProcess, type ProcessDescription } from '../injected/describe-process.js';
import { readMemory } from '../live/memory.js';
import { formatBytes } from '../render/bytes.js';
import { formatDuration } from '../render/duration.js';
import { callNow } from '../session/call.js';
import { defineCommand } from './command.js';

/** What a process is and how it was started. */
export type InfoResult = ProcessDescription & { readonly heapLimitBytes: number };

export const infoCommand = defineCommand({
  name: 'info',
  summary: 'pid, command line, versions, uptime, flags, heap limit',
  on: ['live'],
  positionals: {},
  options: {},
  async run({ target }): Promise<InfoResult> {
    const [process, { heapLimitBytes }] = await Promise.all([
      callNow(target.session, describeProcess),
      readMemory(target.session),
    ]);
    return { ...process, heapLimitBytes };
  },
  render({ pid, title, runtime, argv, execArgv, nodeOptions, cwd, versions, uptimeMs, heapLimitBytes }, style) {
    const rows = [
      ['pid', String(pid)],
      ['title', title],
      ['runtime', `${runtime} (V8 ${versions.v8}, OpenSSL ${versions.openssl})`],
      ['command', argv.join(' ')],
      ['directory', cwd],
      ['flags', execArgv.join(' ') || 'none'],
      ['NODE_OPTIONS', nodeOptions || 'none'],
      ['uptime', formatDuration(uptimeMs)],
      ['heap limit', formatBytes(heapLimitBytes)],
    ];
    return rows.map(([name, value]) => `${style.dim(name.padEnd(12))}  ${value}`).join('\n');
  },
});
