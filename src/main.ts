import { readFileSync } from 'node:fs';
import { inJson } from './cli/in-json.js';
import { nameIn, parseArgv, wantsJson } from './cli/parse-argv.js';
import { createReport } from './cli/report.js';
import type { Io } from './cli/settings.js';
import { settingsFrom } from './cli/settings.js';
import type { Registry } from './dispatch/registry.js';
import { ExitCode } from './errors.js';
import { REGISTRY } from './registry.js';

/** Runs one command line (without `node` and script) and resolves to its exit code. */
export async function main(argv: readonly string[], io: Io, registry: Registry = REGISTRY): Promise<ExitCode> {
  let { errorScreen } = settingsFrom({}, io);
  try {
    const request = await inJson(nameIn(argv), wantsJson(argv), io, () => parseArgv(argv, registry, io));
    switch (request.kind) {
      case 'version':
        io.stdout.write(`${version()}\n`);
        return ExitCode.done;
      case 'help': {
        const { showHelp } = await import('./cli/help.js');
        await showHelp(request.topic, registry, request.settings.screen);
        return ExitCode.done;
      }
      case 'run': {
        const { settings, args } = request;
        errorScreen = settings.errorScreen;
        return await request.run({ settings, io, registry, args });
      }
    }
  } catch (error) {
    return createReport(errorScreen)(error);
  }
}

function version(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}
