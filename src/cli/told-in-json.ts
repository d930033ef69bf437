import type { Io, Settings } from './settings.js';

/** Does what comes before a command can begin. With `--json`, that it fails is told in JSON too, in the name of `command`. */
export async function toldInJson<T>(
  command: string | null,
  { json }: Pick<Settings, 'json'>,
  { stdout }: Pick<Io, 'stdout'>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (json) {
      // Loaded only here: help and the verbs start without it.
      const { errorLine } = await import('../dispatch/run-command.js');
      stdout.write(errorLine(command, null, error));
    }
    throw error;
  }
}
