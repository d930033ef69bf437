import type { LoadBuiltin } from '../realm/program.js';

/** Who a process is; `hasStarted` is false, and nothing else known, before Node itself is ready: what is loaded then would break it. */
export type IdentityAnswer =
  | { readonly hasStarted: false }
  | { readonly hasStarted: true; readonly pid: number; readonly startTicks: string | null; readonly held: boolean };

/**
 * Who this process is. It is asked before anything else is done, so it runs in the program's realm, and reads only what a program rarely
 * replaces.
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
  return { hasStarted: true, pid: process.pid, startTicks, held };
}
