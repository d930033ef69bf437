import type { WalkCost } from '../isolate/walk/walk.js';
import { type Block, note } from './blocks.js';
import { formatDuration } from './format-duration.js';
import { formatCount, formatCounted, formatShare } from './format-quantities.js';

/**
 * What a walk saw, what it did not, and what it cost. `share`: of the last census' objects, 0 to 1, where there was
 * one.
 */
export function viewWalk(walk: WalkCost & { readonly share?: number | null }): Block {
  const { visited, scopes, unasked, proxies, cut, ms, longestMs, share } = walk;
  const ofCensus = share == null ? '' : ` (${formatShare(share, 1)} of the last census)`;
  const parts = [
    `walked ${formatCounted(visited, 'object')}${ofCensus} and ${formatCounted(scopes, 'scope')} in ${formatDuration(ms)}`,
    `at most ${Math.round(longestMs)} ms at a time`,
  ];
  const unseen = [
    ...(proxies > 0 ? [`${formatCount(proxies)} proxies`] : []),
    ...(unasked > 0 ? [`${formatCount(unasked)} more closures and the like`] : []),
  ];
  if (unseen.length > 0) parts.push(`not looked into: ${unseen.join(', ')}`);
  if (cut === 'visits') parts.push('ended at its bound: there is more');
  if (cut === 'memory') parts.push('beyond --walk-memory a sample: counts are estimates');
  return note(parts.join(' · '));
}
