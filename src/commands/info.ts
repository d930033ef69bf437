import { defineCommand } from '../dispatch/command.js';
import { type ProcessInfo, processInfo } from '../isolate/process-info.js';
import { facts } from '../view/facts.js';
import { formatDuration } from '../view/format-duration.js';
import { formatBytes } from '../view/format-quantities.js';

/** What a process is: pid, command line, versions, uptime, flags, heap limit. */
export const infoCommand = defineCommand({
  name: 'info',
  group: 'process',
  summary: 'pid, command line, versions, uptime, flags, heap limit',
  on: ['live'],
  positionals: {},
  options: {},
  run: ({ isolate }): Promise<ProcessInfo> => processInfo(isolate.session),
  view: ({ pid, title, runtime, argv, execArgv, nodeOptions, cwd, versions, uptimeMs, heapLimitBytes }) =>
    facts([
      ['pid', String(pid)],
      ['title', title],
      ['runtime', `${runtime} (V8 ${versions.v8}, OpenSSL ${versions.openssl})`],
      ['command', argv.join(' ')],
      ['directory', cwd],
      ['flags', execArgv.join(' ') || 'none'],
      ['NODE_OPTIONS', nodeOptions || 'none'],
      ['uptime', formatDuration(uptimeMs)],
      ['heap limit', formatBytes(heapLimitBytes)],
    ]),
});
