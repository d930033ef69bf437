import type { PathStep, RawStep, RetainingPath } from '../analysis/retaining.js';
import { type Block, text } from './blocks.js';
import { formatBytes, formatCount } from './format-quantities.js';

/** A path as a programmer writes it: `service.js: main.cache (Map) → User @123`. */
export function pathText({ start, steps, skipped = 0 }: RetainingPath): string {
  if (start === null) return `no path from a root → ${stepText(steps[0], null, true)}`;
  const [{ name, type, id }] = steps;
  // A path begins at each of V8's roots, and this one ends there too.
  if (steps.length === 1 && type === 'synthetic')
    return name === '(root)' ? 'nothing: it is the root' : `${name} @${id}`;
  const texts = steps.map((step, index) => {
    const isLast = index === steps.length - 1;
    const isFirst = index === 0 && skipped === 0;
    const isOwn = isFirst && start.kind === 'module' && step.function === null && step.edgeType === 'context';
    const text = stepText(step, isOwn && start.isMain ? 'main.' : '', isFirst);
    const keeps = isLast ? keepsText(step) : '';
    return `${text}${keeps}${keyText(steps[index + 1])}${isLast ? ` @${step.id}` : ''}`;
  });
  const path = (skipped > 0 ? ['…', ...texts] : texts).join(' → ');
  return start.kind === 'root' ? `${start.name} → ${path}` : `${start.name}: ${path}`;
}

/** How the value of a WeakMap's entry is held by the key (see labels.ts). */
const WEAK_MAP_VALUE = '[[WeakMap]]';

/** What is said of the step before one to the value of a WeakMap's entry. */
function keyText(next: PathStep | undefined): string {
  if (next?.edge !== WEAK_MAP_VALUE) return '';
  return `, the key of ${next.weakMap === null ? 'a WeakMap’s entry' : `an entry of the WeakMap ${next.weakMap}`}`;
}

function stepText(step: PathStep, prefix: string | null, isFirst: boolean): string {
  const node = nodeText(step);
  const repeats = step.repeats === 0 ? '' : ' …';
  if (step.edge === '[]') return node + repeats;
  if (step.edge === WEAK_MAP_VALUE) return `its value ${node}${repeats}`;
  // The module at which a path begins is named before it.
  const ofModule = step.location === null || isFirst ? '' : `${step.location}: `;
  const owner = step.function === null ? ofModule : `${ownerText(step.function, step.location)}: `;
  return `${owner}${prefix ?? ''}${step.edge} ${node.startsWith('(') ? node : `(${node})`}${repeats}`;
}

/** What a slice or a view keeps beyond itself; nothing where that is little. */
function keepsText({ keeps }: PathStep): string {
  if (keeps === null || keeps.bytes < WORTH_TELLING) return '';
  const bytes = formatBytes(keeps.bytes);
  return `, which keeps ${keeps.kind === 'ArrayBuffer' ? 'an' : 'a'} ${keeps.kind} of ${bytes}`;
}

const WORTH_TELLING = 1000;

function ownerText(name: string, location: string | null): string {
  const text = name === '' ? 'function' : `${name}()`;
  return location === null ? text : `${text} ${location}`;
}

function nodeText({ name, type, definedAt }: PathStep): string {
  if (definedAt === null) return name;
  return type === 'closure' && name === '(anonymous)' ? `function ${definedAt}` : `${name} ${definedAt}`;
}

/** Every edge of a path, one a line, after the root from which they lead. */
export function viewRawPath({ root, first, skipped, last }: NonNullable<RetainingPath['raw']>): Block[] {
  const line = ({ edge, edgeType, name, type, id }: RawStep): string =>
    `${edgeType} ${edge} → ${type} ${name || '(no name)'} @${id}`;
  const begin = root === null ? [] : [`${root.type} ${root.name || '(root)'} @${root.id}`];
  const gap = skipped > 0 ? [`… ${formatCount(skipped)} more edges …`] : [];
  return [...begin, ...first.map(line), ...gap, ...last.map(line)].map((each) => text(each));
}
