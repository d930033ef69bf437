/** The names most like `name`: the same but for case, a part of one another, or a few letters apart. Three at most. */
export function nearNames(names: Iterable<string>, name: string): string[] {
  const lower = name.toLowerCase();
  const ranks = new Map<string, number>();
  for (const each of names) {
    if (ranks.has(each)) continue;
    const other = each.toLowerCase();
    if (other.length > 200) continue;
    const distance = other === lower ? 0 : editDistance(lower, other, 3);
    const isPart = lower.length > 2 && (other.includes(lower) || (other.length > 2 && lower.includes(other)));
    if (distance <= Math.min(3, Math.ceil(lower.length / 3))) ranks.set(each, distance);
    else if (isPart) ranks.set(each, 3 + Math.abs(other.length - lower.length) / 100);
  }
  return [...ranks]
    .sort((a, b) => a[1] - b[1])
    .slice(0, 3)
    .map(([near]) => near);
}

/** A question that lists the names of `nearNames`, for a hint. */
export function didYouMean(near: readonly string[]): string {
  return `did you mean ${near.join(', ')}?`;
}

/** Insertions, deletions and replacements from one text to the other (Levenshtein), or more than `most`. */
function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}
