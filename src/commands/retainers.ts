import type { Heap } from '../analysis/heap.js';
import { findInstances, type Instances, newInstances } from '../analysis/instances.js';
import { objectRow } from '../analysis/objects.js';
import { type RetainerTree, retainerTree } from '../analysis/retainer-tree.js';
import { type RetainingPath, type RetainingPaths, retainingPath, retainingPaths } from '../analysis/retaining.js';
import { checkOutput, writeOutput } from '../cli/output-file.js';
import { unquoted } from '../dispatch/arguments.js';
import { defineCommand } from '../dispatch/command.js';
import type { Context } from '../dispatch/context.js';
import { positive } from '../dispatch/values.js';
import { EvaluationError } from '../isolate/console/evaluate.js';
import { type Located, locateValue, objectOf } from '../subjects/resolve-object.js';
import { baseOf, heapOf, liveContext, tellKnown } from '../subjects/resolve-snapshots.js';
import { drawPaths, drawTree } from '../view/svg/dot.js';
import { renderSvg } from '../view/svg/svg.js';
import { formatBytes, formatCount, formatCounted, formatShare } from '../view/text/bytes.js';
import { pathText, rawPathLines } from '../view/text/paths.js';
import { retainerTreeNode } from '../view/text/retainer-tree.js';
import type { Style } from '../view/text/style.js';
import { renderTable } from '../view/text/table.js';
import { printable } from '../view/text/text.js';
import { renderTree } from '../view/text/tree.js';

interface Answer extends RetainingPaths {
  /** Of an object that was asked for by its @id: what holds it, level by level. */
  readonly tree?: RetainerTree;
}

/** What holds the objects of a class, or one object. */
interface Retainers extends Answer {
  /** Whether only objects that the earlier snapshot does not have were looked at. */
  readonly onlyNew: boolean;
  /** Files that were written. */
  readonly written: readonly string[];
}

const defaultDepth = 5;

/** What holds the objects of a class, grouped by path, or one object, as a tree. */
export const retainersCommand = defineCommand({
  name: 'retainers',
  summary: 'what holds the objects of a class, or one object',
  help:
    'For a class: the shortest path that holds each of its objects, equal paths counted together. A path begins ' +
    'at the module whose variable holds it; main. marks the module that the process was started with. … marks ' +
    'what repeats. For an @id, and on a running process for an expression: all that holds the object, as a tree.',
  examples: ['User', '@1234 --depth 8', 'User --new --svg user.svg'],
  on: ['files', 'live'],
  positionals: {
    what: {
      type: 'string',
      demandOption: true,
      raw: true,
      describe: 'a class, as types shows it, an @id, or an expression',
    },
  },
  options: {
    paths: { type: 'number', default: 5, describe: 'how many paths; for an @id, retainers at each level' },
    depth: { type: 'number', describe: 'how many steps from the object up (for an @id: 5)' },
    raw: { type: 'boolean', default: false, describe: 'every edge as it is in the snapshot' },
    new: { type: 'boolean', default: false, describe: 'only objects that the earlier snapshot does not have' },
    base: { type: 'string', describe: 'the earlier snapshot, for --new', normalize: true },
    dot: { type: 'string', describe: 'draw it, in the language of Graphviz, into this file', normalize: true },
    svg: { type: 'string', describe: 'draw it as SVG into this file', normalize: true },
  },
  async run(context, { what, paths, depth, raw, new: onlyNew, base, dot, svg }): Promise<Retainers> {
    const most = positive(paths, '--paths');
    const levels = depth === undefined ? undefined : positive(depth, '--depth');
    for (const file of [dot, svg]) if (file !== undefined) await checkOutput(file);
    const before = onlyNew || base !== undefined ? (await baseOf(context, base)).heap : null;
    const found = await whatIsMeant(context, what);
    const result = 'instances' in found ? ofClass(found, before, most, raw) : ofObject(found, most, levels, raw);
    const drawn = result.tree ? drawTree(result.tree) : drawPaths(result);
    if (dot !== undefined) await writeOutput(dot, drawn);
    if (svg !== undefined) await writeOutput(svg, await renderSvg(drawn));
    const written = [dot, svg].filter((file) => file !== undefined);
    const shown = levels === undefined ? result.paths : result.paths.map((path) => lastSteps(path, levels));
    return { ...result, paths: shown, onlyNew: before !== null, written };
  },
  render(result, style) {
    const text = result.tree ? renderObject(result, result.tree, style) : renderPaths(result, style);
    return [text, ...result.written.map((file) => style.dim(`written: ${file}`))].join('\n');
  },
});

/** The objects of a class, or one object. On a running process, what is neither class nor @id is an expression. */
async function whatIsMeant(
  context: Context,
  what: string,
): Promise<Located | { readonly heap: Heap; readonly instances: Instances }> {
  // An expression does not begin so, and a class hardly ever (in quotes, it may): no snapshot is taken for what is no @id.
  if (what.startsWith('@')) return await objectOf(context, what);
  const live = liveContext(context);
  const known = live?.target.snapshots.latest;
  // No class is called so: no snapshot has to be taken to find out.
  if (live && !known && /^\$\d+\b|^[\w$]+\s*[.[(]/.test(what)) return await locateValue(live, what);
  const heap = known?.heap ?? (await heapOf(context));
  try {
    const instances = findInstances(heap, unquoted(what));
    if (known) tellKnown(context, known);
    return { heap, instances };
  } catch (unknownClass) {
    if (!live) throw unknownClass;
    return await locateValue(live, what, !known).catch((error) => {
      throw error instanceof EvaluationError ? unknownClass : error;
    });
  }
}

function ofClass(
  { heap, instances }: { heap: Heap; instances: Instances },
  before: Heap | null,
  most: number,
  raw: boolean,
): Answer {
  return retainingPaths(heap, before === null ? instances : newInstances(heap, instances, before), most, { raw });
}

function ofObject({ heap, node }: Located, most: number, depth = defaultDepth, raw = false): Answer {
  const { name, shallowBytes, retainedBytes } = objectRow(heap, node);
  const more = { paths: 0, count: 0, retainedBytes: 0 };
  const paths = [retainingPath(heap, node, { raw })];
  const tree = retainerTree(heap, node, { depth, breadth: most, raw });
  return { name, count: 1, shallowBytes, retainedBytes, paths, more, tree };
}

/** The last steps of a path, which then begins anywhere. */
function lastSteps(path: RetainingPath, most: number): RetainingPath {
  return path.steps.length <= most
    ? path
    : { ...path, skipped: path.steps.length - most, steps: path.steps.slice(-most) };
}

function renderPaths(
  { name, count, shallowBytes, retainedBytes, paths, more, onlyNew }: Retainers,
  style: Style,
): string {
  const objects = formatCounted(count, onlyNew ? 'new object' : 'object');
  const sizes = `${formatBytes(shallowBytes)} shallow, ${formatBytes(retainedBytes)} retained`;
  const head = `${style.bold(printable(name))}: ${objects}${count > 0 ? `, ${sizes}` : ''}`;
  if (count === 0) return head;
  const table = renderTable(
    paths,
    [
      { title: 'count', align: 'right', text: (path) => formatCount(path.count) },
      { title: 'retained', align: 'right', text: (path) => formatBytes(path.retainedBytes) },
      { title: 'share', align: 'right', text: (path) => formatShare(path.retainedBytes, retainedBytes) },
      { title: 'held by', text: pathText, narrow: 'wrap' },
    ],
    style,
  );
  const raw = paths.flatMap((path, index) =>
    path.raw ? ['', style.dim(`path ${index + 1}, every edge:`), ...rawPathLines(path.raw)] : [],
  );
  const rest = `+ ${formatCounted(more.paths, 'more path')}, ${formatCounted(more.count, 'object')}, ${formatBytes(more.retainedBytes)}`;
  return [head, table, ...(more.paths > 0 ? [style.dim(rest)] : []), ...raw].join('\n');
}

function renderObject({ paths: [path] }: Retainers, tree: RetainerTree, style: Style): string {
  const lines = [renderTree(retainerTreeNode(tree), style), `${style.dim('shortest:')} ${printable(pathText(path))}`];
  if (path.raw) lines.push(...rawPathLines(path.raw));
  return lines.join('\n');
}
