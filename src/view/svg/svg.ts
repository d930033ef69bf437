import { escapeText } from '../html/html.js';
import { FILLS, type Graph, type GraphEdge, type GraphNode, type Line } from './graph.js';
import { cutLabel, type Label } from './labels.js';
import { type Layout, layOut, type Point } from './layout.js';
import { SHAPES } from './node-shapes.js';
import { textWidth } from './text-width.js';

const [NODE_FONT, EDGE_FONT] = [11, 10];
/** Of a line, in sizes of its font. */
const LINE_HEIGHT = 1.25;
const MARGIN = 10;
/** How long and half how wide the head of an arrow is. */
const [ARROW_LENGTH, ARROW_WIDTH] = [7, 3];
/** The room beside a node for an edge to itself. */
const LOOP = 26;

/** A label, and how much room it takes. */
interface SizedLabel extends Label {
  readonly width: number;
  readonly height: number;
}

/** A place in the picture. */
type Spot = readonly [x: number, y: number];

/** Draws a graph as SVG. */
export function toSvg(graph: Graph): string {
  return new Picture(graph).text();
}

/** A graph that is laid out. */
class Picture {
  readonly #graph: Graph;
  readonly #isDown: boolean;
  readonly #nodeLabels: readonly SizedLabel[];
  readonly #edgeLabels: readonly SizedLabel[];
  readonly #layout: Layout;

  constructor(graph: Graph) {
    const { nodes, edges, direction } = graph;
    this.#graph = graph;
    this.#isDown = direction === 'down';
    this.#nodeLabels = nodes.map(({ lines }) => sizeLabel(lines, NODE_FONT, 18, 7));
    this.#edgeLabels = edges.map(({ lines }) => sizeLabel(lines, EDGE_FONT, 4, 1));
    const hasLoop = new Set(edges.filter(({ from, to }) => from === to).map(({ from }) => from));
    this.#layout = layOut(
      this.#nodeLabels.map((label, node) => ({ ...this.#turn(label), beside: hasLoop.has(node) ? LOOP : 0 })),
      edges.map(({ from, to }, index) => ({ from, to, label: this.#turn(this.#edgeLabels[index]) })),
    );
  }

  text(): string {
    const [width, height] = this.#spot(this.#layout).map((extent) => Math.ceil(extent + 2 * MARGIN));
    const drawn = [
      ...this.#graph.edges.map((edge, index) => this.#edge(edge, index)),
      ...this.#graph.nodes.map((node, index) => this.#node(node, index)),
    ];
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Arial,Helvetica,sans-serif">
<rect width="${width}" height="${height}" fill="white"/>
<g transform="translate(${MARGIN} ${MARGIN})">
${drawn.join('\n')}
</g>
</svg>
`;
  }

  #turn({ width, height }: SizedLabel) {
    return this.#isDown ? { along: width, across: height } : { along: height, across: width };
  }

  #spot({ along, across }: Point): Spot {
    return this.#isDown ? [round(along), round(across)] : [round(across), round(along)];
  }

  #node({ kind }: GraphNode, index: number): string {
    const label = this.#nodeLabels[index];
    const [x, y] = this.#spot(this.#layout.nodes[index]);
    const [width, height] = [round(label.width), round(label.height)];
    const [outline, ...lines] = SHAPES[kind](round(x - width / 2), round(y - height / 2), width, height);
    const stroke = `stroke="#555555" stroke-width="0.8"${kind === 'more' ? ' stroke-dasharray="4 3"' : ''}`;
    return group(
      label,
      `<path d="${outline}" fill="${FILLS[kind]}" ${stroke}/>` +
        lines.map((line) => `<path d="${line}" fill="none" ${stroke}/>`).join('') +
        texts(label, [x, y], NODE_FONT, kind === 'more' ? 'fill="#666666"' : ''),
    );
  }

  #edge(edge: GraphEdge, index: number): string {
    const label = this.#edgeLabels[index];
    const { points, label: middle } = this.#layout.edges[index];
    const isLoop = points.length === 0;
    const { path, tip, from } = isLoop ? this.#loop(edge.from) : this.#line(points);
    const dashes = edge.isDashed ? ' stroke-dasharray="4 3"' : '';
    const at = isLoop ? this.#besideLoop(edge.from) : this.#spot(middle);
    return group(
      label,
      `<path d="${path}" fill="none" stroke="#777777"${dashes}/><path d="${arrow(from, tip)}" fill="#777777"/>` +
        ground(label, at) +
        texts(label, at, EDGE_FONT, 'fill="#222222"'),
    );
  }

  /** A line through points, which leaves each in the direction of the layers, and the end of its arrow. */
  #line(points: readonly Point[]) {
    const last = points.at(-1)!;
    const back = last.across > points[0].across ? -ARROW_LENGTH : ARROW_LENGTH;
    const base = { along: last.along, across: last.across + back };
    const all = [...points.slice(0, -1), base];
    const parts = all.slice(1).map((point, index) => {
      const half = (all[index].across + point.across) / 2;
      const [a, b] = [all[index], point].map(({ along }) => this.#spot({ along, across: half }));
      return `C${a} ${b} ${this.#spot(point)}`;
    });
    return { path: `M${this.#spot(all[0])}${parts.join('')}`, from: this.#spot(base), tip: this.#spot(last) };
  }

  /** An edge to its own node: a bow beside it. */
  #loop(node: number) {
    const { along, across } = this.#layout.nodes[node];
    const side = along + this.#turn(this.#nodeLabels[node]).along / 2;
    const at = (dAlong: number, dAcross: number) => this.#spot({ along: side + dAlong, across: across + dAcross });
    const [tip, base] = [at(0, 5), at(ARROW_LENGTH, 6)];
    return { path: `M${at(0, -5)}C${at(LOOP, -14)} ${at(LOOP, 14)} ${base}`, from: base, tip };
  }

  #besideLoop(node: number): Spot {
    const { along, across } = this.#layout.nodes[node];
    const side = along + this.#turn(this.#nodeLabels[node]).along / 2;
    return this.#spot({ along: side + LOOP, across });
  }
}

function sizeLabel(lines: readonly Line[], font: number, sides: number, ends: number): SizedLabel {
  const label = cutLabel(lines);
  if (lines.length === 0) return { ...label, width: 0, height: 0 };
  const width = Math.max(...label.lines.map((line) => textWidth(line, font))) + 2 * sides;
  return { ...label, width, height: label.lines.length * font * LINE_HEIGHT + 2 * ends };
}

/** The lines of a label, around a spot. */
function texts({ lines }: Label, [x, y]: Spot, font: number, attributes: string): string {
  const step = font * LINE_HEIGHT;
  return lines
    .map((line, index) => {
      const baseline = round(y + (index - (lines.length - 1) / 2) * step + font * 0.35);
      return `<text x="${x}" y="${baseline}" text-anchor="middle" font-size="${font}"${attributes && ` ${attributes}`}>${escapeText(line)}</text>`;
    })
    .join('');
}

/** What a label that stands on its edge is drawn on. */
function ground({ width, height }: SizedLabel, [x, y]: Spot): string {
  if (width === 0) return '';
  const [left, top] = [round(x - width / 2), round(y - height / 2)];
  return `<rect x="${left}" y="${top}" width="${round(width)}" height="${round(height)}" fill="white"/>`;
}

/** What belongs together; what its label leaves out is shown where the pointer rests on it. */
function group({ tip }: Label, drawn: string): string {
  return tip === null ? drawn : `<g><title>${escapeTip(tip)}</title>${drawn}</g>`;
}

function escapeTip(tip: string): string {
  return tip.split('\n').map(escapeText).join('&#10;');
}

/** The head of an arrow, from the middle of its base to its tip. */
function arrow([x, y]: Spot, [tipX, tipY]: Spot): string {
  const length = Math.hypot(tipX - x, tipY - y);
  const [sideX, sideY] = [(-(tipY - y) / length) * ARROW_WIDTH, ((tipX - x) / length) * ARROW_WIDTH];
  return `M${tipX} ${tipY}L${round(x + sideX)} ${round(y + sideY)}L${round(x - sideX)} ${round(y - sideY)}z`;
}

/** To a hundredth: a picture needs no more. */
function round(value: number): number {
  return Math.round(value * 100) / 100;
}
