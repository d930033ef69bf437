/** Who a process is; `hasStarted` is false, and nothing else known, before Node itself is ready: what is loaded then would break it. */
export type IdentityAnswer =
  | { readonly hasStarted: false }
  | { readonly hasStarted: true; readonly pid: number; readonly startTicks: string | null; readonly held: boolean };

/** Who this process is, read without calling anything that a program usually replaces. */
export function identity(builtin: (name: string) => unknown): IdentityAnswer {
  // The last of the properties that Node gives it (patchProcessObject in lib/internal/process/pre_execution.js).
  if (Object.getOwnPropertyDescriptor(process, 'argv') === undefined) return { hasStarted: false };
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
    held = Object.getOwnPropertyDescriptor(globalThis, Symbol.for('leakconsole'))?.value?.opened === true;
  } catch {
    // Somebody else's property of this name.
  }
  return { hasStarted: true, pid: process.pid, startTicks, held };
}
