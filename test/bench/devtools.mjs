// Chrome DevTools' heap snapshot worker, from the npm package chrome-devtools-frontend, as a program of its own.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const matrix = fileURLToPath(new URL('../../.matrix/', import.meta.url));

/** Installs what the bench and the checks compare with, if it is not there. */
export function installOthers() {
  if (existsSync(`${here}node_modules/.package-lock.json`)) return;
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], here);
}

/** Bundles DevTools' worker, and gives the path of the script: `node SCRIPT FILE [--classes]`. */
export async function devtoolsScript() {
  installOthers();
  mkdirSync(matrix, { recursive: true });
  const script = `${matrix}devtools.mjs`;
  const { build } = await import('esbuild');
  await build({
    entryPoints: [`${here}devtools-entry.js`],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
    // Node 20 has none.
    banner: {
      js: 'Promise.withResolvers ??= () => { let f; return { promise: new Promise((...a) => { f = a; }), resolve: f[0], reject: f[1] }; };',
    },
    plugins: [{ name: 'locales', setup: withoutLocales }],
  });
  return script;
}

/** DevTools' own build generates the list of its languages; the worker shows no text. */
function withoutLocales(build) {
  build.onResolve({ filter: /\/locales\.js$/ }, () => ({ path: 'locales', namespace: 'locales' }));
  build.onLoad({ filter: /./, namespace: 'locales' }, () => ({
    contents:
      "export const LOCALES = ['en-US']; export const BUNDLED_LOCALES = ['en-US']; export const DEFAULT_LOCALE = 'en-US';" +
      "export const REMOTE_FETCH_PATTERN = ''; export const LOCAL_FETCH_PATTERN = '';",
  }));
}

/** Gives DevTools' classes of a snapshot file: `[key, count, shallow size, retained size]` each. */
export function devtoolsClasses(script, file) {
  return JSON.parse(run(process.execPath, ['--max-old-space-size=16000', script, file, '--classes']));
}

/**
 * Gives DevTools' comparison of two files: `[class, new, deleted, size of the new, size of the deleted]` for each
 * class.
 */
export function devtoolsDiff(script, file, base) {
  return JSON.parse(run(process.execPath, ['--max-old-space-size=16000', script, file, '--base', base]));
}

function run(program, args, cwd) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8', maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${error ?? stderr}`);
  return stdout;
}
