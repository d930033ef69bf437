import { program } from '../program.js';

/** What a process says of itself. Times in ms, sizes in bytes. */
export interface ProcessDescription {
  /** Its id. */
  readonly pid: number;
  /** `process.title`. */
  readonly title: string;
  /** The name and version of what runs it: `node v22.1.0`. */
  readonly runtime: string;
  /** `process.argv`: the command line without Node’s own options. */
  readonly argv: readonly string[];
  /** The file of its program, as it was named; null where there is none. Of what PM2 runs, not PM2’s own script. */
  readonly script: string | null;
  /** The path of the binary. */
  readonly execPath: string;
  /** Node’s own options of the command line. */
  readonly execArgv: readonly string[];
  /** What `NODE_OPTIONS` says; null where it is not set. */
  readonly nodeOptions: string | null;
  /** The working directory. */
  readonly cwd: string;
  /** The versions of Node’s parts, by name. */
  readonly versions: { readonly [component: string]: string | undefined };
  /** How long it has run, ms. */
  readonly uptimeMs: number;
}

/** Describes the process; reads only what Node itself has put on `process`. */
export function describeProcess(): ProcessDescription {
  const { process } = program;
  return {
    pid: process.pid,
    title: process.title,
    runtime: runtimeOf(process),
    argv: process.argv,
    script: process.env.pm_exec_path ?? process.argv[1] ?? null,
    execPath: process.execPath,
    execArgv: process.execArgv,
    nodeOptions: process.env.NODE_OPTIONS ?? null,
    cwd: process.cwd(),
    versions: { node: process.versions.node, v8: process.versions.v8, openssl: process.versions.openssl },
    uptimeMs: Math.round(process.uptime() * 1000),
  };
}

/** Other runtimes call themselves a version of Node too. */
function runtimeOf({ versions, version }: NodeJS.Process): string {
  if (versions.deno) return `deno v${versions.deno}`;
  return versions.bun ? `bun v${versions.bun}` : `node ${version}`;
}
