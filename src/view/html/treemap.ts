import type { Holding } from '../../diagnosis/diagnosis.js';
import { formatBytes, formatShare } from '../format-quantities.js';
import { truncate } from '../text/characters.js';
import { escapeText, Html } from './html.js';

/** A rectangle of a treemap. */
export interface Tile {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const [WIDTH, HEIGHT] = [960, 420];
const FILLS = ['var(--fill)', 'var(--fill2)', 'var(--fill3)', 'var(--fill4)'];
const CHARACTER = 7.4;

/** What holds the heap, by the area that it keeps alive; what a holder holds is drawn within it. */
export function treemap(holdings: readonly Holding[]): Html {
  const indexes = holdings.map((_, index) => index);
  const draw = (parent: number | null, area: Tile, depth: number): string => {
    const own = indexes.filter((index) => holdings[index].within === parent);
    const whole = parent === null ? 1 : holdings[parent].share;
    const rest = Math.max(0, whole - own.reduce((sum, index) => sum + holdings[index].share, 0));
    const tiles = layOut([...own.map((index) => holdings[index].share), rest], area);
    const drawn = own.map((index, at) => {
      const tile = tiles[at];
      const within = { x: tile.x + 4, y: tile.y + 22, width: tile.width - 8, height: tile.height - 26 };
      const below = within.width > 30 && within.height > 20 ? draw(index, within, depth + 1) : '';
      return drawTile(labelOf(holdings[index]), tile, FILLS[(at + depth) % FILLS.length]) + below;
    });
    if (parent === null)
      drawn.push(drawTile(`what others hold, ${formatShare(rest, 1)}`, tiles[own.length], 'var(--card)'));
    return drawn.join('');
  };
  return new Html(
    `<svg role="img" aria-label="what holds the heap, as the table below says" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}">` +
      `<rect width="${WIDTH}" height="${HEIGHT}" fill="var(--card)" stroke="var(--line)"/>` +
      `${draw(null, { x: 0, y: 0, width: WIDTH, height: HEIGHT }, 0)}</svg>`,
  );
}

function labelOf({ path, retainedBytes, share }: Holding): string {
  return `${path} · ${formatBytes(retainedBytes)}, ${formatShare(share, 1)}`;
}

function drawTile(text: string, { x, y, width, height }: Tile, fill: string): string {
  const place = `x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${width.toFixed(1)}" height="${height.toFixed(1)}"`;
  const columns = Math.floor((width - 10) / CHARACTER);
  const shown =
    height > 18 && columns > 3
      ? `<text x="${(x + 5).toFixed(1)}" y="${(y + 15).toFixed(1)}">${escapeText(truncate(text, columns))}</text>`
      : '';
  return `<g><title>${escapeText(text)}</title><rect ${place} fill="${fill}" stroke="var(--paper)" stroke-width="1.5"/>${shown}</g>`;
}

/**
 * Lays parts out in an area, each as large as its size says and as near to a square as may be (Bruls, Huizing, van
 * Wijk: Squarified Treemaps).
 */
export function layOut(sizes: readonly number[], area: Tile): Tile[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const scale = total > 0 ? (area.width * area.height) / total : 0;
  const areas = sizes.map((size) => size * scale);
  const tiles: Tile[] = [];
  let free = area;
  for (let first = 0; first < areas.length; ) {
    const side = Math.min(free.width, free.height);
    let end = first + 1;
    while (
      end < areas.length &&
      worstRatio(areas.slice(first, end + 1), side) <= worstRatio(areas.slice(first, end), side)
    )
      end++;
    free = placeRow(areas.slice(first, end), free, tiles);
    first = end;
  }
  return tiles;
}

function worstRatio(row: readonly number[], side: number): number {
  const sum = row.reduce((total, each) => total + each, 0);
  return Math.max(
    ...row.map((each) => Math.max((side * side * each) / (sum * sum), (sum * sum) / (side * side * each))),
  );
}

/** Places a row along the shorter side; gives what is left of the area. */
function placeRow(row: readonly number[], free: Tile, tiles: Tile[]): Tile {
  const sum = row.reduce((total, each) => total + each, 0);
  const isTall = free.width >= free.height;
  const side = isTall ? free.height : free.width;
  const thickness = side > 0 ? sum / side : 0;
  let offset = 0;
  for (const each of row) {
    const length = thickness > 0 ? each / thickness : 0;
    tiles.push(
      isTall
        ? { x: free.x, y: free.y + offset, width: thickness, height: length }
        : { x: free.x + offset, y: free.y, width: length, height: thickness },
    );
    offset += length;
  }
  return isTall
    ? { ...free, x: free.x + thickness, width: free.width - thickness }
    : { ...free, y: free.y + thickness, height: free.height - thickness };
}
