import type { Diagnosis, Finding, Holding, Site } from '../../diagnosis/diagnosis.js';
import { describeLooks } from '../diagnosis.js';
import { formatDuration, formatSeconds } from '../format-duration.js';
import { formatBytes, formatBytesDelta, formatCount, formatCounted, formatShare } from '../format-quantities.js';
import { flameGraph } from './flame-graph.js';
import { growthChart } from './growth-chart.js';
import { type Html, html, page } from './html.js';
import { pathPicture } from './path-picture.js';
import { SCRIPT, STYLE } from './style.js';
import { treemap } from './treemap.js';

const VERDICTS = { leak: 'It leaks', growing: 'It grows', undecided: 'Undecided', none: 'No leak seen' } as const;

/**
 * A diagnosis as one file that can be shown to others: it loads nothing, needs no script, and has names and numbers but
 * no values.
 */
export function diagnosisPage(diagnosis: Diagnosis): string {
  const { verdict, summary, findings, biggest, looks } = diagnosis;
  // One snapshot shows what is large, not what grows.
  const title = verdict === 'growing' && looks === 1 ? 'It holds much' : VERDICTS[verdict];
  const body = html`<main>
<h1><span class="${verdict}">${title}</span></h1>
<p>${capital(summary)}.</p>
<p class="quiet">${whenOf(diagnosis)}</p>
${growthSection(diagnosis)}
${findings.length > 0 ? html`<h2 id="findings">Findings</h2>${findings.map(findingArticle)}` : null}
${biggest.length > 0 ? holdingsSection(biggest) : null}
${allocationsSection(diagnosis)}
${vitalsSection(diagnosis)}
${listSection('No finding, but worth knowing', diagnosis.remarks)}
${listSection('Not looked at', diagnosis.notLookedAt)}
${costSection(diagnosis)}
</main>
<footer class="quiet"><p>Made by leakconsole. Names, places and numbers are the program’s; keys and values are left out.</p></footer>`;
  return page(`${title} · leakconsole`, STYLE, SCRIPT, body);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function whenOf({ since, takenAt, looks, plannedLooks }: Diagnosis): string {
  if (since === null || takenAt === null) return formatCounted(looks, 'heap snapshot');
  const ms = Date.parse(takenAt) - Date.parse(since);
  const last = takenAt.slice(0, 19).replace('T', ' ');
  return `${describeLooks(looks, plannedLooks)} in ${formatDuration(ms)}, the last at ${last} UTC`;
}

function growthSection({ trend: { live, bytesPerHour, limitAt }, findings }: Diagnosis): Html | null {
  const [worst] = findings;
  if (live.length > 1) {
    const rate = bytesPerHour === null ? '' : ` It changes by ${formatBytesDelta(bytesPerHour)} an hour.`;
    const limit = limitAt === null ? '' : ` Its limit is reached between ${limitAt.map(shortTime).join(' and ')} UTC.`;
    const title = `the live heap after full collections, ${formatBytes(live[0].bytes)} to ${formatBytes(live.at(-1)!.bytes)}`;
    return html`<h2>The live heap, look by look</h2>
${growthChart(
  title,
  live.map(({ bytes }) => bytes),
  true,
)}<p>Its size after full collections.${rate}${limit}</p>`;
  }
  if (!worst || worst.course.length < 2) return null;
  const name = worst.holder?.path ?? worst.class ?? '';
  return html`<h2>${name}, look by look</h2>${growthChart(`${name}: ${worst.course.join(', ')}`, worst.course, false)}`;
}

function shortTime(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}

function findingArticle(finding: Finding, index: number): Html {
  const { sentence, advice, path, evidence, next, course, sites } = finding;
  const chart = course.length > 1 ? growthChart(`its numbers at the looks: ${course.join(', ')}`, course, false) : null;
  return html`<article id="finding-${finding.signature}" aria-labelledby="title-${index}">
<h3 id="title-${index}">${index + 1}. ${capital(finding.kind)}</h3>
<p>${sentence}</p>
<p class="advice">${advice}</p>
${path ? html`<details open><summary>How it is held</summary>${pathPicture(path)}</details>` : null}
${chart ? html`<details><summary>Its numbers, look by look</summary>${chart}</details>` : null}
${evidenceSection(evidence, sites)}
<p class="quiet">Confidence ${finding.confidence} · signature <code>${finding.signature}</code>${finding.package ? ` · held by the package ${finding.package}` : ''}</p>
${nextLine(next)}
</article>`;
}

function nextLine(next: Finding['next']): Html | null {
  if (next.length === 0) return null;
  const commands = next.map((line, index) => html`${index > 0 ? ' · ' : ''}<code>${line}</code>`);
  return html`<p class="quiet">More, in the console: ${commands}</p>`;
}

function evidenceSection(evidence: Finding['evidence'], sites: readonly Site[]): Html | null {
  if (evidence.length + sites.length === 0) return null;
  return html`<details open><summary>What speaks for it</summary><ul>${evidence.map((line) => html`<li>${line}</li>`)}
${sites.map(siteItem)}</ul></details>`;
}

function siteItem({ name, location, bytes, basis }: Site): Html {
  const how = basis === 'source' ? 'allocated in' : 'what gathers may be allocated in the same file by';
  const alive = bytes === null ? '' : `, by which ${formatBytes(bytes)} in all are still alive`;
  return html`<li>${how} <code>${name || 'a function'}</code>${location ? ` (${location})` : ''}${alive}</li>`;
}

function holdingsSection(biggest: readonly Holding[]): Html {
  return html`<h2>What holds the heap</h2>
<div class="wide" tabindex="0" role="region" aria-label="treemap of what holds the heap">${treemap(biggest)}</div>
<p class="scripted"><label for="search">Find in the table</label><br><input id="search" type="search"></p>
<div class="wide" tabindex="0" role="region" aria-label="table of what holds the heap"><table class="sortable">
<thead><tr><th scope="col">Holder</th><th scope="col">Class</th><th scope="col" class="number">Objects</th><th scope="col" class="number">Retained</th><th scope="col" class="number">Share</th></tr></thead>
<tbody>${biggest.map(
    ({ path, name, count, retainedBytes, share }) =>
      html`<tr><td class="mono">${path}</td><td>${name}</td><td class="number" data-value="${count}">${formatCount(count)}</td>
<td class="number" data-value="${retainedBytes}">${formatBytes(retainedBytes)}</td><td class="number" data-value="${share}">${formatShare(share, 1)}</td></tr>`,
  )}</tbody></table></div>`;
}

function allocationsSection({ allocations }: Diagnosis): Html | null {
  if (allocations === null || allocations.stacks.length === 0) return null;
  const { liveBytes, errorBytes, stacks } = allocations;
  const error = errorBytes === null ? '' : ` ± ${formatBytes(errorBytes)}`;
  return html`<h2>Who allocated what is alive</h2>
<div class="wide" tabindex="0" role="region" aria-label="flame graph of survivors">${flameGraph(stacks)}</div>
<p>${formatBytes(liveBytes)}${error} came since the first look, and stayed. A box is a function, as wide as what was allocated in it and in what it called.</p>`;
}

function vitalsSection({ vitals }: Diagnosis): Html | null {
  if (vitals === null) return null;
  const rows: [string, number][] = [
    ['Resident memory (RSS)', vitals.rssBytes],
    ['Heap in use', vitals.heapUsedBytes],
    ['Heap limit', vitals.heapLimitBytes],
    ['Buffers and typed arrays', vitals.arrayBuffersBytes],
    ['Other external memory', Math.max(0, vitals.externalBytes - vitals.arrayBuffersBytes)],
    ['The rest: binary, stacks, native libraries, fragmentation', vitals.otherBytes],
  ];
  return html`<h2>Vital signs</h2><table><tbody>${rows.map(
    ([name, bytes]) => html`<tr><th scope="row">${name}</th><td class="number">${formatBytes(bytes)}</td></tr>`,
  )}</tbody></table>`;
}

function listSection(title: string, lines: readonly string[]): Html | null {
  return lines.length === 0 ? null : html`<h2>${title}</h2><ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
}

function costSection({ cost }: Diagnosis): Html | null {
  if (cost === null) return null;
  const rss = cost.rssDeltaBytes === null ? '' : `, and its memory rose by ${formatBytes(cost.rssDeltaBytes)} at most`;
  return html`<h2>What this cost the service</h2><p>Its longest stall was ${formatSeconds(cost.pauseMs)}${rss}.</p>`;
}
