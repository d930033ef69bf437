/** Where a path begins, and its steps, as far as its text tells them (see retaining.ts). */
interface Start {
  readonly kind: string;
  readonly name: string;
  readonly isMain: boolean;
}
interface Step {
  readonly edge: string;
  readonly edgeType: 'context' | 'property' | 'element';
  readonly function: string | null;
}

/** A path as one would write it: `main.cache`, `routes.js: route() › seen[]`, `globalThis.store`. */
export function holderText(start: Start | null, steps: readonly Step[]): string {
  if (start === null) return 'what no path leads to';
  let text = '';
  for (const { edge, edgeType, function: fn } of steps) {
    if (edge === '[]') text += '[]';
    else if (edgeType === 'context') text += `${text === '' ? '' : ' › '}${fn ? `${fn}() › ` : ''}${edge}`;
    else text += `${text === '' ? '' : '.'}${edge}`;
  }
  if (text === '') return start.name;
  const [{ edgeType, function: fn }] = steps;
  if (start.kind === 'module' && start.isMain && edgeType === 'context' && fn === null) return `main.${text}`;
  return start.kind === 'global' ? `globalThis.${text}` : `${start.name}: ${text}`;
}
