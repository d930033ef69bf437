import { widthOf } from '../text/characters.js';

/** Of Arial, in thousandths of the size of the font: characters that are not as wide as most. */
const NARROW = /[fijltrI.,:;'|!()[\]{}\-/\\ ]/g;
const WIDE = /[mwMW@%…→]/g;
const CAPITAL = /[A-HJ-LN-VX-Z&×+=<>~#]/g;
const [NARROW_WIDTH, ORDINARY_WIDTH, CAPITAL_WIDTH, WIDE_WIDTH] = [310, 560, 690, 880];

/** About how wide a text is in Arial, for as many units as the font is large. No viewer measures for us. */
export function textWidth(text: string, fontSize: number): number {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  const [narrow, wide, capital] = [count(NARROW), count(WIDE), count(CAPITAL)];
  const ordinary = widthOf(text) - narrow - wide - capital;
  const thousandths =
    narrow * NARROW_WIDTH + wide * WIDE_WIDTH + capital * CAPITAL_WIDTH + Math.max(0, ordinary) * ORDINARY_WIDTH;
  return (thousandths * fontSize) / 1000;
}
