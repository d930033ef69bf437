/** Closes the inspector, when our answer is on its way. */
export function closeSoon(builtin: (name: string) => unknown): void {
  const { close } = builtin('inspector') as typeof import('node:inspector');
  const { setTimeout } = builtin('timers') as typeof import('node:timers');
  setTimeout(() => {
    try {
      close();
    } catch {
      // Nobody could catch it.
    }
  }, 100).unref();
}
