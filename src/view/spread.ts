import { type ColumnOf, dim, numbers } from './blocks.js';
import { formatCount } from './format-quantities.js';

/**
 * Columns for how a row's number is spread over the processes that have it: how many these are, the least and the most.
 * None where one process is looked at.
 */
export function spreadColumns<T extends { readonly processes?: readonly P[] }, P>(
  rows: readonly T[],
  numberOf: (process: P) => number,
): ColumnOf<T>[] {
  if (!rows.some(({ processes }) => processes)) return [];
  return [
    numbers('processes', ({ processes = [] }) => String(processes.length)),
    {
      title: 'in each',
      cell: ({ processes = [] }) => {
        if (processes.length < 2) return '';
        const all = processes.map(numberOf);
        return dim(`min ${formatCount(Math.min(...all))} · max ${formatCount(Math.max(...all))}`);
      },
    },
  ];
}
