import { inJson } from './cli/in-json.js';
import { nameIn, parseArgv, wantsJson } from './cli/parse-argv.js';
import { createReport } from './cli/report.js';
import type { Io } from './cli/settings.js';
import { settingsFrom } from './cli/settings.js';
import type { Registry } from './dispatch/registry.js';
import { ExitCode } from './errors.js';
import { packageVersion } from './package-files.js';
import { REGISTRY } from './registry.js';

/** Runs one command line (without `node` and script) and resolves to its exit code. */
export async function main(argv: readonly string[], io: Io, registry: Registry = REGISTRY): Promise<ExitCode> {
  const failures: NodeJS.ErrnoException[] = [];
  io.stdout.on('error', (error) => failures.push(error));
  // There is nobody left to tell.
  io.stderr.on('error', () => {});
  const code = await runCommandLine(argv, io, registry);
  await new Promise((resolve) => io.stdout.write('', resolve));
  // Who does not read on (`| head`) has what is wanted.
  const failure = failures.find((error) => error.code !== 'EPIPE');
  if (!failure) return code;
  const { unwritable } = await import('./snapshot/unwritable.js');
  return createReport(settingsFrom({}, io).errorScreen)(unwritable('standard output', failure));
}

async function runCommandLine(argv: readonly string[], io: Io, registry: Registry): Promise<ExitCode> {
  let { errorScreen } = settingsFrom({}, io);
  try {
    const request = await inJson(nameIn(argv), wantsJson(argv), io, () => parseArgv(argv, registry, io));
    switch (request.kind) {
      case 'version':
        io.stdout.write(`${packageVersion()}\n`);
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
