import { program } from '../program.js';

/**
 * URLs of the files that may be the program's main module, the likeliest first: as PM2 runs it, as CommonJS has it, and
 * as it was started from the command line.
 *
 * The command line may leave out the extension and name a symbolic link; the module then has the real file's name.
 */
export function mainUrls(): string[] {
  const { process } = program;
  const module = program.load('module') as typeof import('node:module');
  const paths: string[] = [];
  try {
    const cache = Object.getOwnPropertyDescriptor(module, '_cache')?.value;
    for (const name of Object.keys(cache)) {
      if (Object.getOwnPropertyDescriptor(cache[name], 'id')?.value === '.') paths.push(name);
    }
  } catch {
    // a cache that the program has replaced
  }
  const argv = Object.getOwnPropertyDescriptor(process, 'argv')?.value;
  const started = Array.isArray(argv) ? Object.getOwnPropertyDescriptor(argv, 1)?.value : undefined;
  // PM2 starts the workers of a cluster with a script of its own, which loads that of the program.
  paths.unshift(...filesOf(process.env.pm_exec_path));
  paths.push(...filesOf(started));
  // As `url.pathToFileURL`, which on Windows puts a slash before the drive.
  return paths.map((path) => {
    const slashed = path.replaceAll('\\', '/');
    const rooted = slashed.startsWith('/') ? slashed : `/${slashed}`;
    return `file://${encodeURI(rooted).replaceAll('?', '%3F').replaceAll('#', '%23')}`;
  });
}

/** The files that a script of a command line may mean, by their real names first. */
function filesOf(script: unknown): string[] {
  const fs = program.load('fs') as typeof import('node:fs');
  const paths: string[] = [];
  if (typeof script !== 'string') return paths;
  for (const suffix of ['', '.js', '.mjs', '.cjs', '.ts', '/index.js']) {
    try {
      // To ask for the state of no file makes Node 18 keep a list of all errors of the system.
      if (fs.existsSync(script + suffix) && fs.statSync(script + suffix).isFile())
        paths.push(fs.realpathSync(script + suffix), script + suffix);
    } catch {
      // it may not be looked at
    }
  }
  return paths;
}
