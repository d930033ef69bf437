import type { RetainerTree } from '../../analysis/retainer-tree.js';
import type { PathStep, RetainingPath, RetainingPaths, StartPlace } from '../../analysis/retaining.js';
import { formatBytes, formatCount, formatCounted } from '../format-quantities.js';
import { printable, truncate, truncateStart } from '../text/characters.js';

/** Columns; what is longer is cut, and shown as a whole where the pointer rests on it. */
const mostLabel = 40;
const mostTip = 500;
const mostPaths = 200;

/** Shape, fill colour and style by what a node is. */
const looks = {
  module: ['folder', '#dbe9f9'],
  global: ['house', '#dbe9f9'],
  root: ['house', '#e6e6e6'],
  function: ['box', '#e9f5e1', 'rounded,filled'],
  map: ['cylinder', '#fdf3d0'],
  list: ['box3d', '#fdf3d0'],
  text: ['note', '#f4f4f4'],
  memory: ['component', '#f0e4f7'],
  object: ['box', '#ffffff'],
  wanted: ['box', '#f9d5d0'],
} as const satisfies Record<string, readonly [shape: string, fill: string, style?: string]>;

type Kind = keyof typeof looks;

/** What a label says: each text is a line. Of a place (`express/lib/express.js:38`), the end is what counts. */
type Line = string | { readonly place: string };

/** A directed graph in Graphviz's language, written line by line. */
class Drawing {
  readonly #nodes: string[] = [];
  readonly #edges = new Set<string>();
  readonly #ids = new Map<string, string>();
  #next = 0;

  /** The Graphviz name of the node with this key, which is drawn when it is first asked for. */
  node(key: string, kind: Kind, lines: readonly Line[]): string {
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const [shape, fill, style] = looks[kind];
    const id = this.#add(lines, `shape=${shape}, fillcolor="${fill}"${style ? `, style="${style}"` : ''}`);
    this.#ids.set(key, id);
    return id;
  }

  /** A node for what is left out. */
  more(count: number, what: string): string {
    return this.#add([`+ ${formatCount(count)} more${what}`], 'shape=box, style="rounded,dashed", fontcolor="#666666"');
  }

  /** An edge, which is drawn once however often it is asked for. */
  edge(from: string, to: string, lines: readonly Line[], attributes = ''): void {
    const text = lines.length === 0 ? '' : labelOf(lines, '  ');
    const all = [text, attributes].filter((part) => part !== '').join(', ');
    this.#edges.add(`  ${from} -> ${to}${all === '' ? '' : ` [${all}]`};`);
  }

  /**
   * `paths` side by side, of at most `steps`: the picture grows downwards by what there is more of, as pages scroll.
   */
  text(paths: number, steps: number): string {
    const layout = paths < steps ? 'rankdir=TB; ranksep=0.4; nodesep=0.4;' : 'rankdir=LR; ranksep=0.4; nodesep=0.25;';
    return `digraph retainers {
  ${layout} bgcolor=white;
  node [fontname="Arial", fontsize=11, style=filled, color="#555555", penwidth=0.8, margin="0.25,0.08"];
  edge [fontname="Arial", fontsize=10, color="#777777", fontcolor="#222222", arrowsize=0.7];
${[...this.#nodes, ...this.#edges].join('\n')}
}
`;
  }

  #add(lines: readonly Line[], attributes: string): string {
    const id = `n${this.#next++}`;
    this.#nodes.push(`  ${id} [${labelOf(lines)}, ${attributes}];`);
    return id;
  }
}

/** Draws what holds one object as a tree, or the objects of a class by their paths, in Graphviz's language. */
export function drawRetainers(retainers: RetainingPaths & { readonly tree?: RetainerTree }): string {
  return retainers.tree ? drawTree(retainers.tree) : drawPaths(retainers);
}

/**
 * Draws what holds the objects of a class: from modules and roots down to the class, paths that begin alike drawn once.
 * Paths beyond those that an eye can follow are only counted: Graphviz would take minutes for some thousand.
 */
export function drawPaths({ name, count, retainedBytes, paths, more }: RetainingPaths): string {
  const drawing = new Drawing();
  const wanted = drawing.node('wanted', 'wanted', [
    name,
    `${formatCounted(count, 'object')}, ${formatBytes(retainedBytes)}`,
  ]);
  const drawn = paths.slice(0, mostPaths);
  for (const path of drawn) drawPath(drawing, path, wanted);
  const folded = paths.slice(mostPaths);
  const rest = {
    paths: more.paths + folded.length,
    count: folded.reduce((sum, path) => sum + path.count, more.count),
    retainedBytes: folded.reduce((sum, path) => sum + path.retainedBytes, more.retainedBytes),
  };
  if (rest.paths > 0) {
    const node = drawing.more(rest.paths, rest.paths === 1 ? ' path' : ' paths');
    drawing.edge(node, wanted, [countText(rest)], 'style=dashed');
  }
  return drawing.text(
    drawn.length,
    drawn.reduce((most, { steps }) => Math.max(most, steps.length), 0),
  );
}

function drawPath(drawing: Drawing, path: RetainingPath, wanted: string): void {
  let key = path.start?.name ?? 'nothing';
  const [kind, lines] = startLooks(path.start);
  let from = drawing.node(key, kind, lines);
  for (const [index, step] of path.steps.entries()) {
    const isLast = index === path.steps.length - 1;
    key += `\n${step.function ?? ''} ${step.edge} ${step.name} ${step.definedAt ?? ''}`;
    const to = isLast ? wanted : drawing.node(key, stepKind(step), nodeLines(step));
    const label = edgeLines(step.edge, step.function, step.location);
    drawing.edge(from, to, isLast ? [...label, countText(path)] : label);
    // What repeats (a list, a tree) is drawn once, with an edge back to itself.
    if (step.repeats > 0 && !isLast) drawing.edge(to, to, ['…'], 'style=dashed');
    from = to;
  }
}

function countText({ count, retainedBytes }: { count: number; retainedBytes: number }): string {
  return `× ${formatCount(count)}, ${formatBytes(retainedBytes)}`;
}

/** Draws what holds one object, as far as the tree goes: each object once, however many others it holds. */
export function drawTree(tree: RetainerTree): string {
  const drawing = new Drawing();
  const draw = (at: RetainerTree, kind: Kind): string => {
    const [startKind, startLines] = startLooks(at.start);
    const to = at.start
      ? drawing.node(`${at.start.kind} ${at.start.name}`, startKind, startLines)
      : drawing.node(`@${at.id}`, kind, nodeLines(at));
    for (const retainer of at.retainers) {
      const from = draw(retainer, kindOf(retainer.name, '', retainer.definedAt));
      const { edge, function: owner } = retainer;
      const lines = edgeLines(edge ?? '', owner?.name ?? null, owner?.location ?? null);
      drawing.edge(from, to, retainer.alike > 0 ? [...lines, `+ ${formatCount(retainer.alike)} like it`] : lines);
    }
    if (at.more > 0) drawing.edge(drawing.more(at.more, ''), to, [], 'style=dashed');
    return to;
  };
  draw(tree, 'wanted');
  return drawing.text(leavesOf(tree), depthOf(tree));
}

function leavesOf({ retainers }: RetainerTree): number {
  return retainers.reduce((sum, retainer) => sum + leavesOf(retainer), 0) || 1;
}

function depthOf({ retainers }: RetainerTree): number {
  return 1 + Math.max(...retainers.map(depthOf), 0);
}

function startLooks(start: StartPlace | null): [Kind, readonly Line[]] {
  if (start === null) return ['root', ['no path from a root']];
  const kind = start.kind === 'console' ? 'global' : start.kind;
  return [kind, [start.kind === 'module' ? { place: start.name } : start.name]];
}

function nodeLines({ name, definedAt, id, retainedBytes }: PathStep | RetainerTree): Line[] {
  const text = name === '(anonymous)' ? 'function' : name;
  return [text, ...(definedAt === null ? [] : [{ place: definedAt }]), `@${id}, ${formatBytes(retainedBytes)}`];
}

function edgeLines(edge: string, owner: string | null, location: string | null): Line[] {
  if (edge === '[]') return [];
  if (owner === null) return [edge];
  return [edge, owner === '' ? 'of function' : `of ${owner}()`, ...(location === null ? [] : [{ place: location }])];
}

function stepKind({ name, type, definedAt }: PathStep): Kind {
  return kindOf(name, type, definedAt);
}

function kindOf(name: string, type: string, definedAt: string | null): Kind {
  if (type === 'closure' || definedAt !== null || name.endsWith('()')) return 'function';
  if (/^(Weak)?(Map|Set)$/.test(name)) return 'map';
  if (name === 'Array') return 'list';
  if (name.startsWith('(string') || type.endsWith('string')) return 'text';
  if (
    type === 'native' ||
    /^(Shared)?ArrayBuffer$|^Buffer$|^(Big)?U?[Ii]nt\d+(Clamped)?Array$|^Float\d+Array$/.test(name)
  ) {
    return 'memory';
  }
  return 'object';
}

/** A label, one line below the other with `margin` at both sides; what is cut there is told by a tooltip. */
function labelOf(lines: readonly Line[], margin = ''): string {
  const whole = lines.map((line) => printable(typeof line === 'string' ? line : line.place));
  const cut = lines.map((line, index) =>
    (typeof line === 'string' ? truncate : truncateStart)(whole[index], mostLabel),
  );
  const label = `label=${quote(cut.map((line) => `${margin}${line}${margin}`))}`;
  if (cut.every((line, index) => line === whole[index])) return label;
  const tip = quote(whole.map((line) => truncate(line, mostTip)));
  return `${label}, ${margin ? 'labeltooltip' : 'tooltip'}=${tip}`;
}

/** Text in Graphviz's quotes, where `&#1;` would be the character 1. */
function quote(lines: readonly string[]): string {
  const escaped = lines.map((line) => line.replace(/["\\]/g, '\\$&').replaceAll('&', '&amp;'));
  return `"${escaped.join('\\n')}"`;
}
