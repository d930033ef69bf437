import type { Origin } from '../../places/origin.js';
import type { CallTreeNode } from '../../profile/call-tree.js';
import { formatBytes, formatShare } from '../format-quantities.js';
import { truncate } from '../text/characters.js';
import { FLAME_SCRIPT } from './flame-script.js';
import { escapeText, Html, html, page } from './html.js';

/** What a flame graph shows. */
export interface Flame {
  /** What its widths are. */
  readonly title: string;
  readonly root: CallTreeNode;
  /**
   * The same calls with what came after a mark alone, by which they are coloured; null: coloured by whose code they
   * are.
   */
  readonly younger: CallTreeNode | null;
  /** Whose code a function is, by the URL of its script; null of one without place. */
  readonly originOf: (url: string | null) => Origin;
}

/** In units of the drawing, which is as wide as the page. */
const WIDTH = 1200;
const ROW = 18;
const CHARACTER = 6.7;
/** Calls that are narrower are left out: they could not be seen. */
const NARROWEST = 0.4;

/** A call as it is drawn. */
interface Box {
  readonly call: CallTreeNode;
  /** The same call in the younger tree; undefined where nothing of it is younger. */
  readonly younger: CallTreeNode | undefined;
  readonly x: number;
  readonly width: number;
  readonly depth: number;
}

/**
 * Draws a tree of calls as a flame graph, callers above what they call: one page of HTML that needs nothing else, can
 * be read without its script, and with it searched, and zoomed by a click.
 */
export function flamePage({ title, root, younger, originOf }: Flame): string {
  const boxes = [...boxesOf(root, younger)];
  const height = (1 + Math.max(0, ...boxes.map(({ depth }) => depth))) * ROW;
  const kindOf = younger === null ? ({ call }: Box) => originOf(call.function?.place?.url ?? null) : ageOf;
  const legend = younger === null ? OWNERS : AGES;
  const body = html`<h1>${title}</h1>
<p class="legend">${new Html(legend)}</p>
<p id="controls" hidden>
<label>Search <input id="search" type="search"></label>
<button id="whole">Whole</button> <output id="found"></output>
</p>
<svg id="flame" viewBox="0 0 ${WIDTH} ${height}" data-width="${WIDTH}" data-character="${CHARACTER}">
${boxes.map((box) => new Html(drawBox(box, root.totalBytes, kindOf(box), younger !== null)))}
</svg>`;
  return page(title, STYLE, FLAME_SCRIPT, body);
}

/** What the colours mean: whose code a call is; of a differential graph, how much of it came after the mark. */
const OWNERS =
  '<span class="own">the program</span> <span class="package">packages</span> <span class="builtin">Node and V8</span>';
const AGES =
  'Of all that is alive since the start, allocated <span class="new0">before the mark</span> ' +
  '<span class="new2">half of it since</span> <span class="new4">since the mark</span>';

function* boxesOf(root: CallTreeNode, younger: CallTreeNode | null): Generator<Box> {
  const pending: Box[] = [{ call: root, younger: younger ?? undefined, x: 0, width: WIDTH, depth: 0 }];
  for (let box = pending.pop(); box; box = pending.pop()) {
    yield box;
    let { x } = box;
    const scale = box.width / (box.call.totalBytes || 1);
    for (const [callee, call] of [...box.call.children].sort(([, a], [, b]) => b.totalBytes - a.totalBytes)) {
      const width = call.totalBytes * scale;
      const ofIt = box.younger?.children.get(callee);
      if (width >= NARROWEST) pending.push({ call, younger: ofIt, x, width, depth: box.depth + 1 });
      x += width;
    }
  }
}

/** How much of a call came after the mark, in quarters. */
function ageOf({ call, younger }: Box): string {
  return `new${Math.round((4 * (younger?.totalBytes ?? 0)) / (call.totalBytes || 1))}`;
}

function drawBox(
  { call, younger, x, width, depth }: Box,
  wholeBytes: number,
  kind: string,
  isDifferential: boolean,
): string {
  const { name, place } = call.function ?? { name: 'all', place: null };
  const where = place ? ` ${place.url}:${place.line}` : '';
  const self = call.selfBytes > 0 ? `, ${formatBytes(call.selfBytes)} itself` : '';
  const total = `${formatBytes(call.totalBytes)} (${formatShare(call.totalBytes, wholeBytes)})${self}`;
  const since = isDifferential ? `, ${formatBytes(younger?.totalBytes ?? 0)} since the mark` : '';
  const columns = Math.floor((width - 4) / CHARACTER);
  const y = depth * ROW;
  return (
    `<g class="${kind}" data-name="${escapeText(name)}" data-bytes="${Math.round(call.totalBytes)}">` +
    `<title>${escapeText(name + where)}\n${total}${since}</title>` +
    `<rect x="${round(x)}" y="${y}" width="${round(width)}" height="${ROW - 1}"/>` +
    `<text x="${round(x + 2)}" y="${y + 13}">${columns > 2 ? escapeText(truncate(name, columns)) : ''}</text></g>`
  );
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

const STYLE = `
:root { color-scheme: light }
body { font: 14px system-ui, sans-serif; margin: 1em; color: #222; background: #fff }
h1 { font-size: 1.1em }
svg { width: 100%; font: 11px ui-monospace, monospace; border: 1px solid #ccc }
g { cursor: pointer }
g:hover rect { stroke: #000 }
.legend span { padding: 1px 6px }
.own { fill: #f2a65a; background: #f2a65a }
.package { fill: #f5d98b; background: #f5d98b }
.builtin { fill: #cfd8dc; background: #cfd8dc }
.new0 { fill: #dde3e6; background: #dde3e6 }
.new1 { fill: #f3d3c0; background: #f3d3c0 }
.new2 { fill: #f2b08e; background: #f2b08e }
.new3 { fill: #ec8560; background: #ec8560 }
.new4 { fill: #e0533a; background: #e0533a }
g.hit rect { fill: #a78bfa }
g.outer { opacity: .5 }
text { fill: #000; pointer-events: none }
`;
