import type { RetainerTree } from '../../analysis/retainer-tree.js';
import type { PathStep, RetainingPath, RetainingPaths, StartPlace } from '../../analysis/retaining.js';
import { formatBytes, formatCount, formatCounted } from '../format-quantities.js';
import type { Graph, GraphEdge, GraphNode, Line, NodeKind } from './graph.js';

/** More than an eye can follow. */
const MOST_PATHS = 200;

/** A graph that grows node by node. */
class Drawing {
  readonly #nodes: GraphNode[] = [];
  readonly #edges = new Map<string, GraphEdge>();
  readonly #byKey = new Map<string, number>();

  /** The node with this key, which is drawn when it is first asked for. */
  node(key: string, kind: NodeKind, lines: readonly Line[]): number {
    let node = this.#byKey.get(key);
    if (node === undefined) {
      node = this.#nodes.push({ kind, lines }) - 1;
      this.#byKey.set(key, node);
    }
    return node;
  }

  /** A node for what is left out. */
  more(count: number, what: string): number {
    return this.#nodes.push({ kind: 'more', lines: [`+ ${formatCount(count)} more${what}`] }) - 1;
  }

  /** An edge, which is drawn once however often it is asked for. */
  edge(from: number, to: number, lines: readonly Line[], isDashed = false): void {
    this.#edges.set(JSON.stringify([from, to, lines, isDashed]), { from, to, lines, isDashed });
  }

  /** `paths` side by side, of at most `steps`. */
  graph(paths: number, steps: number): Graph {
    return { nodes: this.#nodes, edges: [...this.#edges.values()], direction: paths < steps ? 'down' : 'right' };
  }
}

/** Draws what holds one object as a tree, or the objects of a class by their paths. */
export function drawRetainers(retainers: RetainingPaths & { readonly tree?: RetainerTree }): Graph {
  return retainers.tree ? drawTree(retainers.tree) : drawPaths(retainers);
}

/**
 * Draws what holds the objects of a class: from modules and roots down to the class, paths that begin alike drawn once.
 * Paths beyond those that an eye can follow are only counted: nobody could read some thousand.
 */
export function drawPaths({ name, count, retainedBytes, paths, more }: RetainingPaths): Graph {
  const drawing = new Drawing();
  const wanted = drawing.node('wanted', 'wanted', [
    name,
    `${formatCounted(count, 'object')}, ${formatBytes(retainedBytes)}`,
  ]);
  const drawn = paths.slice(0, MOST_PATHS);
  for (const path of drawn) drawPath(drawing, path, wanted);
  const folded = paths.slice(MOST_PATHS);
  const rest = {
    paths: more.paths + folded.length,
    count: folded.reduce((sum, path) => sum + path.count, more.count),
    retainedBytes: folded.reduce((sum, path) => sum + path.retainedBytes, more.retainedBytes),
  };
  if (rest.paths > 0) {
    const node = drawing.more(rest.paths, rest.paths === 1 ? ' path' : ' paths');
    drawing.edge(node, wanted, [countText(rest)], true);
  }
  return drawing.graph(
    drawn.length,
    drawn.reduce((most, { steps }) => Math.max(most, steps.length), 0),
  );
}

function drawPath(drawing: Drawing, path: RetainingPath, wanted: number): void {
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
    if (step.repeats > 0 && !isLast) drawing.edge(to, to, ['…'], true);
    from = to;
  }
}

function countText({ count, retainedBytes }: { count: number; retainedBytes: number }): string {
  return `× ${formatCount(count)}, ${formatBytes(retainedBytes)}`;
}

/** Draws what holds one object, as far as the tree goes: each object once, however many others it holds. */
export function drawTree(tree: RetainerTree): Graph {
  const drawing = new Drawing();
  const draw = (at: RetainerTree, kind: NodeKind): number => {
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
    if (at.more > 0) drawing.edge(drawing.more(at.more, ''), to, [], true);
    return to;
  };
  draw(tree, 'wanted');
  return drawing.graph(leavesOf(tree), depthOf(tree));
}

function leavesOf({ retainers }: RetainerTree): number {
  return retainers.reduce((sum, retainer) => sum + leavesOf(retainer), 0) || 1;
}

function depthOf({ retainers }: RetainerTree): number {
  return 1 + Math.max(...retainers.map(depthOf), 0);
}

function startLooks(start: StartPlace | null): [NodeKind, readonly Line[]] {
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

function stepKind({ name, type, definedAt }: PathStep): NodeKind {
  return kindOf(name, type, definedAt);
}

function kindOf(name: string, type: string, definedAt: string | null): NodeKind {
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
