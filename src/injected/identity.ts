/** Who a process is; `hasStarted` is false, and nothing else known, before Node itself is ready: what is loaded then would break it. */
export type IdentityAnswer =
  | { readonly hasStarted: false }
  | {
      readonly hasStarted: true;
      readonly pid: number;
      /** When it started, in clock ticks since boot; null where it does not know. */
      readonly startTicks: string | null;
      /** Whether a console holds its inspector, and will close it. */
      readonly held: boolean;
      /** Whether its flags say that its inspector is open from the start, or it is no plain Node, whose flags we know. */
      readonly isDeclared: boolean;
    };

/** Who this process is, read without calling anything that a program usually replaces. */
export function identity(builtin: (name: string) => unknown): IdentityAnswer {
  const { getOwnPropertyDescriptor } = Reflect;
  // The last of the properties that Node gives it (patchProcessObject in lib/internal/process/pre_execution.js).
  if (getOwnPropertyDescriptor(process, 'argv') === undefined) return { hasStarted: false };
  let startTicks: string | null = null;
  try {
    const { readFileSync } = builtin('fs') as typeof import('node:fs');
    const stat = readFileSync('/proc/self/stat', 'latin1');
    startTicks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    // No /proc here, or the permission model forbids to read it.
  }
  let held = false;
  try {
    held = getOwnPropertyDescriptor(globalThis, Symbol.for('leakconsole'))?.value?.opened === true;
  } catch {
    // Somebody else's property of this name.
  }
  let isDeclared = true;
  try {
    const { deno, bun, electron } = process.versions;
    // The configuration file may declare it too.
    const opens = /^--(inspect([-_](brk|wait|brk[-_]node))?|experimental-(default-)?config-file)(=|$)/;
    const flags = [...process.execArgv, ...(process.env.NODE_OPTIONS ?? '').split(/[\s"]+/)];
    isDeclared = Boolean(deno ?? bun ?? electron) || flags.some((flag) => opens.test(flag));
  } catch {
    // A program that has changed `process` so far that its flags are not to be read.
  }
  return { hasStarted: true, pid: process.pid, startTicks, held, isDeclared };
}
