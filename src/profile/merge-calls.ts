import type { Place } from '../places/place.js';
import { shortFile } from '../places/shorten.js';
import { type AllocatingFunction, type CallTreeNode, callsOf, type LiveBytes, noBytes } from './call-tree.js';

/** What is counted together: a function, the functions of a file, or those of a package. */
export type Grouping = 'function' | 'file' | 'package';

/** What a function has allocated that is alive, wherever it was called from; or all functions of a file or package. */
export interface Allocator extends LiveBytes {
  readonly name: string;
  /** Of the function; of a file its beginning; null for a package, and for what stands in no script. */
  readonly place: Place | null;
  /** The calls of it, or of its functions. */
  readonly calls: readonly CallTreeNode[];
}

/** Adds up the calls of each function, file or package; that which has allocated most itself first. */
export function mergeCalls(root: CallTreeNode, grouping: Grouping): Allocator[] {
  const groups = new Map<string, Allocator & { readonly calls: CallTreeNode[] }>();
  const keyOf = ({ function: callee }: CallTreeNode) => (callee ? groupOf(callee, grouping).key : null);
  for (const call of callsOf(root)) {
    const { key, name, place } = groupOf(call.function, grouping);
    let group = groups.get(key);
    if (!group) {
      group = { ...noBytes(), name, place, calls: [] };
      groups.set(key, group);
    }
    group.calls.push(call);
    group.selfBytes += call.selfBytes;
    group.selfVariance += call.selfVariance;
    group.selfSamples += call.selfSamples;
    group.bufferSamples += call.bufferSamples;
    // A call below another one of the same group is in that one's total.
    if (hasCaller(call, (caller) => keyOf(caller) === key)) continue;
    group.totalBytes += call.totalBytes;
    group.totalVariance += call.totalVariance;
    group.totalSamples += call.totalSamples;
  }
  return [...groups.values()].sort((a, b) => b.selfBytes - a.selfBytes || b.totalBytes - a.totalBytes);
}

function hasCaller({ parent }: CallTreeNode, isWanted: (caller: CallTreeNode) => boolean): boolean {
  for (let at = parent; at; at = at.parent) if (isWanted(at)) return true;
  return false;
}

function groupOf(callee: AllocatingFunction, grouping: Grouping): { key: string; name: string; place: Place | null } {
  const { name, place } = callee;
  if (place === null) return { key: name, name, place };
  const { url, line, column } = place;
  if (grouping === 'function') return { key: `${url}:${line}:${column}:${name}`, name, place };
  if (grouping === 'file') return { key: url, name: shortFile(url), place: { url, line: 1, column: 1 } };
  const owner = packageOf(url);
  return { key: owner, name: owner, place: null };
}

/** The package to which a file belongs: its name in the innermost node_modules, `node`, or `(the program)`. */
function packageOf(url: string): string {
  if (url.startsWith('node:')) return 'node';
  const [, name] = /^.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(url) ?? [];
  return name ?? '(the program)';
}
