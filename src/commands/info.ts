import { defineCommand } from '../dispatch/command.js';
import { type ProcessInfo, processInfo } from '../isolate/process-info.js';
import { formatBytes } from '../view/text/bytes.js';
import { formatDuration } from '../view/text/duration.js';

export const infoCommand = defineCommand({
  name: 'info',
  summary: 'pid, command line, versions, uptime, flags, heap limit',
  on: ['live'],
  positionals: {},
  options: {},
  run: ({ target }): Promise<ProcessInfo> => processInfo(target.session),
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
