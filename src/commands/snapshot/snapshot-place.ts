import { ExitCode, UserError } from '../../errors.js';

/** What a line says of where a snapshot goes, and how. */
export interface SnapshotArguments {
  readonly path: string | undefined;
  readonly file: boolean;
  readonly gzip: boolean | undefined;
  readonly redact: boolean | undefined;
  readonly 'on-target': string | undefined;
  readonly 'near-limit': string | undefined;
}

/** Refuses what makes no sense together. Throws a UserError of exit code 2 that names both. */
export function checkPlace(args: SnapshotArguments): void {
  const { path, file, gzip, redact, 'on-target': onTarget, 'near-limit': nearLimit } = args;
  const given = [
    nearLimit !== undefined && '--near-limit',
    onTarget !== undefined && '--on-target',
    !file && '--no-file',
    path !== undefined && `the file ${path}`,
    gzip && '--gzip',
    redact && '--redact',
  ].filter((name) => typeof name === 'string');
  const [place, ...others] = given;
  const hint = HINTS[place];
  if (!hint || others.length === 0) return;
  throw new UserError('usage', `${place} and ${others.join(' and ')} make no sense together`, {
    hint,
    exitCode: ExitCode.usage,
  });
}

const HINTS: Record<string, string> = {
  '--near-limit': 'Node itself writes these snapshots, whole, under names of its own; give --near-limit alone',
  '--on-target': 'the target writes the file, whole, where --on-target names it; give --on-target alone',
  '--no-file': 'without --no-file it is written',
};
