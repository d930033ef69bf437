/** What a node is; each kind has a look of its own. */
export type NodeKind =
  | 'module'
  | 'global'
  | 'root'
  | 'function'
  | 'map'
  | 'list'
  | 'text'
  | 'memory'
  | 'object'
  | 'wanted'
  | 'more';

/** A line of a label. Of a place (`express/lib/express.js:38`), the end is what counts where it is cut. */
export type Line = string | { readonly place: string };

/** A node of a picture. */
export interface GraphNode {
  readonly kind: NodeKind;
  /** One below the other. */
  readonly lines: readonly Line[];
}

/** An edge of a picture, from one node to another, by their indexes. */
export interface GraphEdge {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly Line[];
  readonly isDashed: boolean;
}

/** What a picture shows: which nodes and edges, and nothing of where they stand. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** Where edges lead: a picture grows downwards by what there is more of, as pages scroll. */
  readonly direction: 'down' | 'right';
}

/** The fill colours of kinds. */
export const FILLS: Readonly<Record<NodeKind, string>> = {
  module: '#dbe9f9',
  global: '#dbe9f9',
  root: '#e6e6e6',
  function: '#e9f5e1',
  map: '#fdf3d0',
  list: '#fdf3d0',
  text: '#f4f4f4',
  memory: '#f0e4f7',
  object: '#ffffff',
  wanted: '#f9d5d0',
  more: '#ffffff',
};

/** Columns of a line of a label; what is longer is cut, and shown as a whole where the pointer rests on it. */
export const MOST_LABEL = 40;
