// A heap snapshot of a page in Chromium, with attached and detached elements.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import connect from 'chrome-remote-interface';

const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const file = fileURLToPath(new URL('../../.matrix/chromium.heapsnapshot', import.meta.url));

const page = `<html><body><div id="a" class="b">x</div><script>
  class Widget { constructor(i) { this.i = i; this.element = document.createElement('div'); this.element.id = 'w' + i; } }
  window.widgets = Array.from({ length: 100 }, (_, i) => new Widget(i));
  const list = document.createElement('ul');
  for (let i = 0; i < 50; i++) list.appendChild(document.createElement('li')).textContent = 'item ' + i;
  window.detachedItem = list.children[3];
  window.shapes = widgets.map((w, i) => ({ widget: w, index: i }));
  document.body.addEventListener('click', () => console.log(widgets));
</script></body></html>`;

/** Gives the path of the snapshot, or null where there is no Chromium. */
export async function chromiumSnapshot() {
  const browser = browsers.find((path) => existsSync(path));
  if (browser === undefined) return null;
  const profile = mkdtempSync(join(tmpdir(), 'chromium-'));
  const args = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
  ];
  const child = spawn(browser, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  try {
    const port = await listening(child);
    const target = await connect.New({ port, url: `data:text/html,${encodeURIComponent(page)}` });
    const client = await connect({ port, target, local: true });
    const descriptor = openSync(file, 'w');
    client.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => writeSync(descriptor, chunk));
    await client.send('Runtime.evaluate', {
      expression: 'new Promise((done) => setTimeout(done, 500))',
      awaitPromise: true,
    });
    await client.send('HeapProfiler.enable');
    await client.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
    closeSync(descriptor);
    await client.close();
    return file;
  } finally {
    const exited = new Promise((done) => child.once('exit', done));
    child.kill();
    await exited;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

function listening(child) {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stderr.on('data', (data) => {
      text += data;
      const match = /DevTools listening on ws:\/\/[^:]+:(\d+)/.exec(text);
      if (match) resolve(Number(match[1]));
    });
    child.once('exit', () => reject(new Error(text)));
  });
}
