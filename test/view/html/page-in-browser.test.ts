import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { diagnosisPage } from '#src/view/html/diagnosis-page.js';
import { exampleDiagnosis } from '../../helpers/example-diagnosis.js';
import { long } from '../../helpers/long.js';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const skip = executablePath === undefined ? 'no Chromium here (Debian: apt install chromium)' : false;
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const folder = mkdtempSync(join(tmpdir(), 'leakconsole-page-'));
const url = pathToFileURL(join(folder, 'page.html')).href;
let browser: Browser | null = null;

before(async () => {
  writeFileSync(join(folder, 'page.html'), diagnosisPage(exampleDiagnosis()));
  if (executablePath) browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens the page, and fails if it asks for anything or has an error. */
async function open(
  options: { width: number; colorScheme?: 'light' | 'dark'; javaScriptEnabled?: boolean; bypassCSP?: boolean },
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const { width, ...rest } = options;
  const context = await browser!.newContext({ viewport: { width, height: 800 }, bypassCSP: true, ...rest });
  try {
    const page = await context.newPage();
    const [errors, requests]: string[][] = [[], []];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => errors.push(message.text()));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(url);
    assert.deepEqual(requests, [url]);
    await use(page);
    assert.deepEqual(errors, []);
  } finally {
    await context.close();
  }
}

test('its own policy allows all that it has, the script and the icon too', { skip }, async () => {
  await open({ width: 800, bypassCSP: false }, async (page) => {
    assert.equal(await page.evaluate('document.documentElement.className'), 'has-script');
  });
});

for (const width of [360, 768, 1440]) {
  for (const colorScheme of ['light', 'dark'] as const) {
    const isUsual = width === 360 && colorScheme === 'light';
    test(`${width} pixels, ${colorScheme}: nothing is loaded, nothing sticks out, all can be read`, {
      skip: skip || (!isUsual && long.skip),
    }, async () => {
      await open({ width, colorScheme }, async (page) => {
        const [content, window] = (await page.evaluate(
          '[document.documentElement.scrollWidth, innerWidth]',
        )) as number[];
        assert.ok(content <= window, `${content} of ${window} pixels`);
        // What is told by numbers can be read on a phone too.
        const share = await page.locator('tbody tr td.number').last().boundingBox();
        assert.ok(share && share.x + share.width <= width, 'the sizes are beside their holders');
        const label = await page.locator('svg.chart text').first().boundingBox();
        assert.ok(label && label.height >= 9, `a chart’s text is ${label?.height} pixels high`);
        await page.addScriptTag({ path: axe });
        const violations = (await page.evaluate(
          'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes[0].html))',
        )) as string[];
        assert.deepEqual(violations, []);
      });
    });
  }
}

test('without script all is there; with it, tables are sorted and searched by the keyboard', { skip }, async () => {
  await open({ width: 1024, javaScriptEnabled: false }, async (page) => {
    assert.match(await page.locator('h1').innerText(), /It leaks/);
    assert.equal(await page.locator('tbody tr td.mono').first().isVisible(), true);
    assert.equal(await page.locator('#search').isVisible(), false);
  });
  await open({ width: 1024 }, async (page) => {
    const rows = page.locator('table.sortable tbody tr');
    const first = await rows.first().innerText();
    await page.locator('th button', { hasText: 'Retained' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    assert.notEqual(await rows.first().innerText(), first);
    await page.locator('#search').fill('nothing is called so');
    assert.equal(await rows.first().isVisible(), false);
  });
});

test('on paper it is there as well', { skip: skip || long.skip }, async () => {
  await open({ width: 1024 }, async (page) => {
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('#search').isVisible(), false);
    assert.equal(await page.locator('article p').first().isVisible(), true);
  });
});
