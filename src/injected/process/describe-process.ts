import { program } from '../program.js';

/** What a process says of itself. Times in ms, sizes in bytes. */
export interface ProcessDescription {
  readonly pid: number;
  readonly title: string;
  readonly runtime: string;
  readonly argv: readonly string[];
  readonly execPath: string;
  readonly execArgv: readonly string[];
  readonly nodeOptions: string | null;
  readonly cwd: string;
  readonly versions: { readonly [component: string]: string | undefined };
  readonly uptimeMs: number;
}

/** Describes the process; reads only what Node itself has put on `process`. */
export function describeProcess(): ProcessDescription {
  const { process } = program;
  return {
    pid: process.pid,
    title: process.title,
    runtime: `${process.versions.deno ? 'deno' : process.versions.bun ? 'bun' : 'node'} ${process.version}`,
    argv: process.argv,
    execPath: process.execPath,
    execArgv: process.execArgv,
    nodeOptions: process.env.NODE_OPTIONS ?? null,
    cwd: process.cwd(),
    versions: { node: process.versions.node, v8: process.versions.v8, openssl: process.versions.openssl },
    uptimeMs: Math.round(process.uptime() * 1000),
  };
}
