import type { NodeKind } from './graph.js';

/** The outline of a node, and lines in it, as SVG's path data: for a box at a point, of a width and a height. */
type Shape = (x: number, y: number, width: number, height: number) => readonly [outline: string, ...lines: string[]];

const box: Shape = (x, y, width, height) => [`M${x} ${y}h${width}v${height}h${-width}z`];

const rounded: Shape = (x, y, width, height) => [
  `M${x + 8} ${y}h${width - 16}q8 0 8 8v${height - 16}q0 8 -8 8h${16 - width}q-8 0 -8 -8v${16 - height}q0 -8 8 -8z`,
];

/** With a roof. */
const house: Shape = (x, y, width, height) => [
  `M${x} ${y + 5}l${width / 2} -9l${width / 2} 9v${height - 5}h${-width}z`,
];

const folder: Shape = (x, y, width, height) => [`M${x} ${y}v-4h22l4 4h${width - 26}v${height}h${-width}z`];

/** With a lid that is flat enough to leave room for the text below it. */
const cylinder: Shape = (x, y, width, height) => {
  const arc = (side: 0 | 1) => `a${width / 2} 3 0 0 ${side}`;
  return [
    `M${x} ${y + 2}${arc(1)} ${width} 0v${height - 4}${arc(1)} ${-width} 0z`,
    `M${x} ${y + 2}${arc(0)} ${width} 0`,
  ];
};

/** One box before others. */
const stack: Shape = (x, y, width, height) => [
  `M${x} ${y}l4 -4h${width}v${height}l-4 4h${-width}z`,
  `M${x} ${y}h${width}v${height}M${x + width} ${y}l4 -4`,
];

/** With a corner that is turned down. */
const note: Shape = (x, y, width, height) => [
  `M${x} ${y}h${width - 7}l7 7v${height - 7}h${-width}z`,
  `M${x + width - 7} ${y}v7h7`,
];

/** With two pins. */
const component: Shape = (x, y, width, height) => [
  `M${x} ${y}h${width}v${height}h${-width}z`,
  `M${x - 4} ${y + 4}h8v4h-8zM${x - 4} ${y + 12}h8v4h-8z`,
];

/** How each kind of node is drawn. */
export const SHAPES: Readonly<Record<NodeKind, Shape>> = {
  module: folder,
  global: house,
  root: house,
  function: rounded,
  map: cylinder,
  list: stack,
  text: note,
  memory: component,
  object: box,
  wanted: box,
  more: rounded,
};
