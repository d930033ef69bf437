import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forget, remember } from './children.js';
import { outputOf } from './output.js';
import { until } from './until.js';

/** Why a test with a browser is skipped; false where Chromium is on the PATH. */
export const lacksBrowser = spawnSync('chromium', ['--version'], { stdio: 'ignore' }).status !== 0 && 'has no chromium';

/** A browser with a remote debugging port. */
export interface TestBrowser {
  readonly pid: number;
  readonly port: number;
  /** What it prints when it starts. */
  readonly url: string;
  /** Asks it for something below /json/. */
  ask(path: string, method?: string): Promise<Response>;
  /** Opens another page with such a document, which has a title. */
  open(document: string): Promise<void>;
  /** Ends its process at once. */
  kill(): Promise<void>;
}

/** Starts a browser with a page of such a document, which has a title, and ends it. */
export async function withBrowser(document: string, use: (browser: TestBrowser) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'leakconsole-browser-'));
  const titles: string[] = [];
  const write = async (text: string) => {
    const path = join(folder, `page-${titles.push(/<title>(.*?)<\/title>/.exec(text)![1])}.html`);
    await writeFile(path, text);
    return `file://${path}`;
  };
  const options = ['--headless=new', '--no-sandbox', '--disable-gpu', `--user-data-dir=${join(folder, 'profile')}`];
  const args = [...options, '--remote-debugging-port=0', await write(document)];
  const child = spawn('chromium', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  remember(child);
  const exited = once(child, 'exit');
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  try {
    const [url] = await outputOf(child, 'chromium').wrote(/ws:\/\/127\.0\.0\.1:\d+\/[\w./-]+/);
    const port = Number(new URL(url).port);
    const ask = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${port}/json/${path}`, { method });
    // Before it has read the title, a browser tells the name of the file.
    const isLoaded = async () => {
      const list = (await (await ask('list')).json()) as { type: string; title: string }[];
      return list.filter(({ type, title }) => type === 'page' && titles.includes(title)).length >= titles.length;
    };
    const open = async (text: string) => {
      await ask(`new?${await write(text)}`, 'PUT');
      await until(isLoaded);
    };
    await until(isLoaded);
    await use({ pid: child.pid!, port, url, ask, open, kill });
  } finally {
    await kill();
    forget(child);
    await rm(folder, { recursive: true, maxRetries: 10 });
  }
}
