/** Who this process is, read without calling anything that a program usually replaces. */
export function identity(builtin: (name: string) => unknown): {
  pid: number;
  startTicks: string | null;
  held: boolean;
} {
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
  return { pid: process.pid, startTicks, held };
}
