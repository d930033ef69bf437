import { keptRetainingPaths } from '../analysis/describe-classes.js';
import type { Heap } from '../analysis/heap.js';
import { newInstances } from '../analysis/instances.js';
import { objectRow } from '../analysis/objects.js';
import { type RetainerTree, retainerTree } from '../analysis/retainer-tree.js';
import { type RetainingPath, type RetainingPaths, retainingPath, retainingPaths } from '../analysis/retaining.js';
import { COUNT, EXPRESSION, FILE, FLAG } from '../dispatch/argument.js';
import { type Context, defineCommand, liveContext } from '../dispatch/command.js';
import { unquoted } from '../dispatch/parse-line.js';
import type { LocatedObject } from '../subjects/resolve-object.js';
import { knownSnapshots, resolveBase } from '../subjects/resolve-snapshots.js';
import { type LocatedInstances, resolveSubject } from '../subjects/resolve-subject.js';
import { type Block, dim, note, numbers, strong, table, text } from '../view/blocks.js';
import { formatBytes, formatCount, formatCounted, formatShare } from '../view/format-quantities.js';
import { pathText, viewRawPath } from '../view/paths.js';
import { retainerTreeNode } from '../view/retainer-tree.js';

/** What holds the objects of a class, or one object. */
export interface RetainersResult extends RetainingPaths {
  /** Of one object: what holds it, level by level. */
  readonly tree?: RetainerTree;
  /** Whether only objects that the earlier snapshot does not have were looked at. */
  readonly onlyNew: boolean;
}

const DEFAULT_DEPTH = 5;

/** What holds the objects of a class, grouped by path, or one object, as a tree. */
export const retainersCommand = defineCommand({
  name: 'retainers',
  group: 'snapshot',
  summary: 'what holds the objects of a class, or one object',
  help:
    'For a class: the shortest path that holds each of its objects, equal paths counted together. A path begins ' +
    'at the module whose variable holds it; main. marks the module that the process was started with. … marks ' +
    'what repeats. For an @id, and on a running process for an expression: all that holds the object, as a tree.',
  examples: ['User', '@1234 --depth 8', 'User --svg user.svg'],
  consoleExamples: ['User --new'],
  on: ['files', 'live', 'page'],
  positionals: {
    what: {
      kind: EXPRESSION,
      required: true,
      raw: true,
      describe: 'a class, as types shows it, an @id, or an expression',
    },
  },
  options: {
    paths: { kind: COUNT, default: 5, describe: 'how many paths; for an @id, retainers at each level' },
    depth: { kind: COUNT, describe: 'how many steps from the object up (for an @id: 5)' },
    raw: { kind: FLAG, default: false, describe: 'every edge as it is in the snapshot' },
    new: { kind: FLAG, default: false, describe: 'only objects that the earlier snapshot does not have' },
    base: { kind: FILE, describe: 'the earlier snapshot, for --new' },
  },
  async run(context, { what, paths, depth, raw, new: onlyNew, base }): Promise<RetainersResult> {
    const kept = onlyNew || base !== undefined || raw ? null : keptPaths(context, what, paths);
    if (kept) return { ...kept, paths: lastStepsOf(kept.paths, depth), onlyNew: false };
    const before = onlyNew || base !== undefined ? (await resolveBase(context, base)).heap : null;
    const found = await resolveSubject(context, what);
    const result =
      'instances' in found
        ? ofInstances(found, before, paths, raw)
        : ofObject(found, paths, depth ?? DEFAULT_DEPTH, raw);
    return { ...result, paths: lastStepsOf(result.paths, depth), onlyNew: before !== null };
  },
  view: (result) => (result.tree ? viewObject(result, result.tree) : viewPaths(result)),
  next({ tree, paths: [first] }) {
    const holder = tree ? undefined : first?.steps.at(-2);
    return holder ? `.object @${holder.id}, which holds them` : null;
  },
  exports: {
    dot: {
      describe: 'draw it, in the language of Graphviz, into this file',
      header: null,
      write: async (result) => {
        const { drawRetainers } = await import('../view/svg/draw-retainers.js');
        const { toDot } = await import('../view/svg/dot.js');
        return toDot(drawRetainers(result));
      },
    },
    svg: {
      describe: 'draw it as SVG into this file',
      header: null,
      write: async (result) => {
        const { drawRetainers } = await import('../view/svg/draw-retainers.js');
        const { toSvg } = await import('../view/svg/svg.js');
        return toSvg(drawRetainers(result));
      },
    },
  },
});

function ofInstances(
  { heap, instances }: LocatedInstances,
  before: Heap | null,
  most: number,
  raw: boolean,
): RetainingPaths {
  return retainingPaths(heap, before === null ? instances : newInstances(heap, instances, before), most, { raw });
}

function ofObject(
  { heap, node }: LocatedObject,
  breadth: number,
  depth: number,
  raw: boolean,
): RetainingPaths & Pick<RetainersResult, 'tree'> {
  const { name, shallowBytes, retainedBytes } = objectRow(heap, node);
  const more = { paths: 0, count: 0, retainedBytes: 0 };
  const paths = [retainingPath(heap, node, { raw })];
  const tree = retainerTree(heap, node, { depth, breadth, raw });
  return { name, count: 1, shallowBytes, retainedBytes, paths, more, tree };
}

/** What was kept of a file about the paths to the objects of a class; null where there is nothing. */
function keptPaths(context: Context, what: string, most: number): RetainingPaths | null {
  const file = liveContext(context) ? undefined : knownSnapshots(context).at(-1);
  return file ? keptRetainingPaths(file.heap, unquoted(what), most) : null;
}

function lastStepsOf(paths: readonly RetainingPath[], depth: number | undefined): readonly RetainingPath[] {
  return depth === undefined ? paths : paths.map((path) => lastSteps(path, depth));
}

/** The last steps of a path, which then begins anywhere. */
function lastSteps(path: RetainingPath, most: number): RetainingPath {
  return path.steps.length <= most
    ? path
    : { ...path, skipped: path.steps.length - most, steps: path.steps.slice(-most) };
}

function viewPaths({ name, count, shallowBytes, retainedBytes, paths, more, onlyNew }: RetainersResult): Block[] {
  const objects = formatCounted(count, onlyNew ? 'new object' : 'object');
  const sizes = `${formatBytes(shallowBytes)} shallow, ${formatBytes(retainedBytes)} retained`;
  const head = text([strong(name), `: ${objects}${count > 0 ? `, ${sizes}` : ''}`]);
  if (count === 0) return [head];
  const rest = `+ ${formatCounted(more.paths, 'more path')}, ${formatCounted(more.count, 'object')}, ${formatBytes(more.retainedBytes)}`;
  return [
    head,
    table(paths, [
      numbers('count', (path) => formatCount(path.count)),
      numbers('retained', (path) => formatBytes(path.retainedBytes)),
      numbers('share', (path) => formatShare(path.retainedBytes, retainedBytes)),
      { title: 'held by', cell: pathText, narrow: 'wrap' },
    ]),
    ...(more.paths > 0 ? [note(rest)] : []),
    ...paths.flatMap((path, index) =>
      path.raw ? [text(''), note(`path ${index + 1}, every edge:`), ...viewRawPath(path.raw)] : [],
    ),
  ];
}

function viewObject({ paths: [path] }: RetainersResult, tree: RetainerTree): Block[] {
  return [
    { kind: 'tree', root: retainerTreeNode(tree) },
    text([dim('shortest:'), ' ', pathText(path)]),
    ...(path.raw ? viewRawPath(path.raw) : []),
  ];
}
