import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diagnosisPage } from '#src/view/html/diagnosis-page.js';
import { layOut } from '#src/view/html/treemap.js';
import { exampleDiagnosis } from '../../helpers/example-diagnosis.js';

test('the page has the verdict first, the findings with their pictures, and loads nothing', () => {
  const page = diagnosisPage(exampleDiagnosis());
  assert.ok(page.indexOf('It leaks') < page.indexOf('<h2'), 'the verdict first');
  for (const part of ['main.cache (Map)', 'Findings', 'What holds the heap', 'Vital signs', 'Not looked at', '1.9 s'])
    assert.ok(page.includes(part), part);
  assert.match(page, /aria-label="service\.mjs holds cache \(Map\), which holds \[\] \(User\)"/);
  assert.match(page, /~~~ gathers/);
  const [{ signature }] = exampleDiagnosis().findings;
  assert.ok(page.includes(`signature <code>${signature}</code>`));
  assert.doesNotMatch(page, /(src|href)="(?!data:,)/);
  assert.match(page, /default-src &#39;none&#39;/);
});

test('one snapshot shows what is large, and the page does not say that it grows', () => {
  const page = diagnosisPage({ ...exampleDiagnosis(), verdict: 'growing', looks: 1 });
  assert.match(page, /<h1><span class="growing">It holds much</);
  assert.doesNotMatch(page, /It grows/);
});

test('what comes from the target is text, whatever is in it', () => {
  const [finding] = exampleDiagnosis().findings;
  const evil = '<img src=x onerror=alert(1)>\u001b[31m"&';
  const page = diagnosisPage({
    ...exampleDiagnosis(),
    findings: [
      {
        ...finding,
        sentence: evil,
        class: evil,
        path: { ...finding.path!, steps: finding.path!.steps.map((step) => ({ ...step, name: evil, edge: evil })) },
      },
    ],
    remarks: [evil],
  });
  assert.doesNotMatch(page, /<img|\u001b/);
  assert.match(page, /&lt;img src=x onerror=alert\(1\)&gt;\\x1b\[31m&quot;&amp;/);
});

test('a diagnosis without findings, snapshot and looks has no empty parts', () => {
  const page = diagnosisPage({
    ...exampleDiagnosis(),
    verdict: 'none',
    findings: [],
    biggest: [],
    vitals: null,
    cost: null,
    allocations: null,
    notLookedAt: [],
    remarks: [],
    trend: { live: [], bytesPerHour: null, limitAt: null },
  });
  assert.match(page, /No leak seen/);
  assert.doesNotMatch(page, /<h2|undefined|\bNaN\b/);
});

test('a treemap fills its area, in proportion, and nothing overlaps', () => {
  const sizes = [0.5, 0.2, 0.1, 0.1, 0.06, 0.04];
  const tiles = layOut(sizes, { x: 0, y: 0, width: 300, height: 200 });
  for (const [index, { width, height }] of tiles.entries())
    assert.ok(Math.abs(width * height - sizes[index] * 60_000) < 1e-6, `tile ${index}`);
  for (const [i, a] of tiles.entries()) {
    for (const b of tiles.slice(i + 1)) {
      const x = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
      const y = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
      assert.ok(x < 1e-6 || y < 1e-6);
    }
  }
});
