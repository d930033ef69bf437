import type { WalkCost } from '../live/walk.js';
import { formatCount } from './bytes.js';
import { formatDuration } from './duration.js';

/** One line on what a walk saw, what it did not, and what it cost. */
export function walkLine({ visited, scopes, unasked, proxies, cut, ms, longestMs }: WalkCost): string {
  const parts = [
    `walked ${formatCount(visited)} objects and ${formatCount(scopes)} scopes in ${formatDuration(ms)}`,
    `at most ${Math.round(longestMs)} ms at a time`,
  ];
  const unseen = [
    ...(proxies > 0 ? [`${formatCount(proxies)} proxies`] : []),
    ...(unasked > 0 ? [`${formatCount(unasked)} more closures and the like`] : []),
  ];
  if (unseen.length > 0) parts.push(`not looked into: ${unseen.join(', ')}`);
  if (cut === 'visits') parts.push('ended at its bound: there is more');
  if (cut === 'memory') parts.push('beyond --walk-memory a sample: counts are estimates');
  return parts.join(' · ');
}
