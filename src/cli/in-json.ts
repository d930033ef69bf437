import type { Io } from './settings.js';

/**
 * Does what comes before a command can begin. Where JSON is wanted, a failure is written as JSON too, in the name of
 * `command`.
 */
export async function inJson<T>(
  command: string | null,
  json: boolean,
  { stdout }: Pick<Io, 'stdout'>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (json) {
      // Loaded only here: help and the verbs start without it.
      const { errorLine } = await import('../dispatch/json-report.js');
      stdout.write(errorLine(command, null, error));
    }
    throw error;
  }
}
