import { program } from '../program.js';

const { release, version, availableParallelism, cpus } = program.load('os') as typeof import('node:os');
const { isMainThread } = program.load('worker_threads') as typeof import('node:worker_threads');

/** What a process and its machine say of themselves, as far as it decides whether a child can be forked. */
export interface ProcessFacts {
  readonly platform: string;
  readonly arch: string;
  readonly versions: { readonly [component: string]: string | undefined };
  /** As Node was started, NODE_OPTIONS included. */
  readonly options: readonly string[];
  /** The permission model is on, and forbids add-ons. */
  readonly forbidsAddons: boolean;
  readonly kernel: string;
  /** How many threads V8 has for its jobs, and one for what is due later. */
  readonly v8Threads: number;
  readonly isMainThread: boolean;
}

/** Reads what decides whether a child can be forked. It costs nothing. */
export function examine(): ProcessFacts {
  const process: NodeJS.Process & { permission?: Permission } = program.process;
  const options = [...(process.env.NODE_OPTIONS ?? '').split(/\s+/).filter(Boolean), ...process.execArgv];
  const pool = options.findLast((option) => option.startsWith('--v8-pool-size='));
  const asked = pool === undefined ? 4 : Number(pool.slice('--v8-pool-size='.length));
  // 0: as Node does it (node::InitializeOncePerProcess), one less than there are processors.
  const workers = asked > 0 ? asked : Math.min(16, Math.max(1, (availableParallelism?.() ?? cpus().length) - 1));
  return {
    platform: process.platform,
    arch: process.arch,
    versions: { ...process.versions },
    options,
    forbidsAddons: process.permission !== undefined && !allows(process.permission, 'addon'),
    kernel: `${release()} ${version()}`,
    v8Threads: workers + 1,
    isMainThread,
  };
}

interface Permission {
  has(scope: string): boolean;
}

function allows(permission: Permission, scope: string): boolean {
  try {
    return permission.has(scope);
  } catch {
    return false;
  }
}
