import { FILLS, type Graph, type Line, type NodeKind } from './graph.js';
import { cutLabel } from './labels.js';

/** Graphviz's shape of a kind, and what else it says of its look. */
const SHAPES: Readonly<Record<NodeKind, string>> = {
  module: 'folder',
  global: 'house',
  root: 'house',
  function: 'box, style="rounded,filled"',
  map: 'cylinder',
  list: 'box3d',
  text: 'note',
  memory: 'component',
  object: 'box',
  wanted: 'box',
  more: 'box, style="rounded,dashed", fontcolor="#666666"',
};

const LAYOUTS: Readonly<Record<Graph['direction'], string>> = {
  down: 'rankdir=TB; ranksep=0.4; nodesep=0.4;',
  right: 'rankdir=LR; ranksep=0.4; nodesep=0.25;',
};

/** A graph in the language of Graphviz, which lays it out and draws it. */
export function toDot({ nodes, edges, direction }: Graph): string {
  const statements = [
    ...nodes.map(
      ({ kind, lines }, index) => `  n${index} [${labelOf(lines)}, shape=${SHAPES[kind]}, fillcolor="${FILLS[kind]}"];`,
    ),
    ...edges.map(({ from, to, lines, isDashed }) => {
      const attributes = [...(lines.length > 0 ? [labelOf(lines, '  ')] : []), ...(isDashed ? ['style=dashed'] : [])];
      return `  n${from} -> n${to}${attributes.length > 0 ? ` [${attributes.join(', ')}]` : ''};`;
    }),
  ];
  return `digraph retainers {
  ${LAYOUTS[direction]} bgcolor=white;
  node [fontname="Arial", fontsize=11, style=filled, color="#555555", penwidth=0.8, margin="0.25,0.08"];
  edge [fontname="Arial", fontsize=10, color="#777777", fontcolor="#222222", arrowsize=0.7];
${statements.join('\n')}
}
`;
}

/** A label, one line below the other with `margin` at both sides; what is cut there is told by a tooltip. */
function labelOf(lines: readonly Line[], margin = ''): string {
  const { lines: cut, tip } = cutLabel(lines);
  const label = `label=${quote(cut.map((line) => `${margin}${line}${margin}`))}`;
  return tip === null ? label : `${label}, ${margin ? 'labeltooltip' : 'tooltip'}=${quote(tip.split('\n'))}`;
}

/** Text in Graphviz's quotes, where `&#1;` would be the character 1. */
function quote(lines: readonly string[]): string {
  const escaped = lines.map((line) => line.replace(/["\\]/g, '\\$&').replaceAll('&', '&amp;'));
  return `"${escaped.join('\\n')}"`;
}
