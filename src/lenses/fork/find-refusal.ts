import type { ProcessFacts } from '../../injected/fork/examine.js';
import type { LoadFailure } from '../../injected/fork/load-library.js';

/** The lines of Node on which thousands of forks were tried. */
export const TRIED_NODES: readonly number[] = [18, 20, 22, 24, 26];

/** Why no child can be forked from such a process, in one line; null if nothing speaks against it. */
export function findRefusal(facts: ProcessFacts): string | null {
  const { platform, arch, versions, options, forbidsAddons, kernel, isMainThread } = facts;
  for (const [component, name] of [
    ['bun', 'Bun'],
    ['deno', 'Deno'],
    ['electron', 'Electron'],
  ] as const) {
    if (versions[component] !== undefined) return `forking was never tried on ${name}`;
  }
  if (platform === 'darwin')
    return 'on macOS the child of a fork can use neither Mach ports nor Grand Central Dispatch';
  if (platform === 'win32') return 'Windows has no fork';
  if (platform !== 'linux') return `forking was never tried on ${platform}`;
  if (arch !== 'x64' && arch !== 'arm64') return `there is no native library for ${arch}`;
  const major = Number(versions.node?.split('.')[0]);
  if (!TRIED_NODES.includes(major)) return `forking was never tried on Node ${versions.node}`;
  if (forbidsAddons) return 'the target was started with --permission, which forbids native add-ons';
  if (options.includes('--no-addons')) return 'the target was started with --no-addons';
  if (isGvisor(kernel)) return 'the target runs in gVisor, where forking was never tried';
  if (!isMainThread) return 'a worker thread cannot be forked by itself';
  return null;
}

/** gVisor says that it is Linux 4.4.0 of one certain day, or names itself. */
function isGvisor(kernel: string): boolean {
  return /gvisor/i.test(kernel) || (kernel.startsWith('4.4.0 ') && kernel.includes('Jan 10 15:06:54 PST 2016'));
}

/** Why the library could not be loaded, in one line. */
export function explainLoadFailure({ code, places }: LoadFailure): string {
  if (code === 'ERR_DLOPEN_DISABLED') return 'the target forbids native add-ons (--permission or --no-addons)';
  const messages = places.map(({ message }) => message);
  const linker = messages.find((message) => /undefined symbol|Error relocating|wrong ELF class/.test(message));
  if (linker !== undefined) return `this Node is built in another way: ${linker}`;
  return `the target has no folder where files can be written and run (${messages[0] ?? 'no folder'})`;
}
