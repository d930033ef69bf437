import type { LoadBuiltin } from '../realm/program.js';

/**
 * Who a process is; `hasStarted` is false, and nothing else known, before Node itself is ready: what is loaded then
 * would break it.
 */
export type IdentityAnswer =
  | { readonly hasStarted: false }
  | {
      readonly hasStarted: true;
      readonly pid: number;
      /** When it started, in clock ticks since boot; null where it does not know. */
      readonly startTicks: string | null;
      /** Whether a console holds its inspector, and will close it. */
      readonly held: boolean;
      /**
       * Whether its flags say that its inspector is open from the start, or it is no plain Node, whose flags we know.
       */
      readonly isDeclared: boolean;
    };

/**
 * Who this process is. It is asked before anything else is done, so it runs in the program's realm, and reads only what
 * a program rarely replaces.
 */
export function identify(global: typeof globalThis, load: LoadBuiltin): IdentityAnswer {
  const process = global.process ?? (load('process') as NodeJS.Process);
  // The last of the properties that Node gives it (patchProcessObject in lib/internal/process/pre_execution.js).
  if (!('argv' in process)) return { hasStarted: false };
  let startTicks: string | null = null;
  try {
    const { readFileSync } = load('fs') as typeof import('node:fs');
    const stat = readFileSync('/proc/self/stat', 'latin1');
    startTicks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    // No /proc here, or the permission model forbids to read it.
  }
  let held = false;
  try {
    held = (global as Record<symbol, { readonly opened?: boolean }>)[Symbol.for('leakconsole')]?.opened === true;
  } catch {
    // Somebody else's property of this name, or the program has replaced Symbol.
  }
  let isDeclared = true;
  try {
    isDeclared = declaresInspector(process);
  } catch {
    // A program that has changed `process` so far that its flags are not to be read.
  }
  return { hasStarted: true, pid: process.pid, startTicks, held, isDeclared };
}

function declaresInspector({ versions, execArgv, env }: NodeJS.Process): boolean {
  if (versions.deno ?? versions.bun ?? versions.electron) return true;
  // The configuration file may declare it too.
  const opens = /^--(inspect([-_](brk|wait|brk[-_]node))?|experimental-(default-)?config-file)(=|$)/;
  const flags = [...execArgv, ...(env.NODE_OPTIONS ?? '').split(/[\s"]+/)];
  return flags.some((flag) => opens.test(flag));
}
