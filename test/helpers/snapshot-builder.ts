import { Buffer } from 'node:buffer';
import type { HeapGraph } from '#src/heap/graph.js';
import { SnapshotParser } from '#src/heap/parse.js';

const nodeTypes = [
  'hidden',
  'array',
  'string',
  'object',
  'code',
  'closure',
  'regexp',
  'number',
  'native',
  'synthetic',
  'concatenated string',
  'sliced string',
  'symbol',
  'bigint',
  'object shape',
] as const;
const edgeTypes = ['context', 'element', 'property', 'internal', 'hidden', 'shortcut', 'weak'] as const;

export type NodeType = (typeof nodeTypes)[number];
export type EdgeType = (typeof edgeTypes)[number];

export interface NodeOptions {
  readonly type?: NodeType;
  /** Bytes. */
  readonly selfSize?: number;
  /** 0 unknown, 1 attached, 2 detached. */
  readonly detachedness?: number;
  /** By default 2 × ordinal + 1. */
  readonly id?: number;
  /** Script id, line, column. */
  readonly location?: readonly [number, number, number];
}

/** How a file is written: Node 18 to 22 write 7 fields a node and newlines, Node 24 and later 6 and none. */
export interface FileFormat {
  readonly nodeFields?: 6 | 7;
  readonly newlines?: boolean;
  /** Further top-level sections, by name. */
  readonly sections?: Readonly<Record<string, unknown>>;
}

interface Node extends Required<Omit<NodeOptions, 'location'>> {
  readonly name: number;
  readonly location: NodeOptions['location'];
  readonly edges: (readonly [type: number, nameOrIndex: number, to: number])[];
}

/**
 * Builds a heap snapshot by hand. The root, node 0, is there from the start.
 *
 *     const heap = new SnapshotBuilder();
 *     const cache = heap.object('Cache', { selfSize: 32 });
 *     heap.edge(0, cache, 'app', 'shortcut');
 *     const graph = heap.graph();
 */
export class SnapshotBuilder {
  readonly #nodes: Node[] = [];
  readonly #strings = new Map<string, number>();

  constructor() {
    this.node('', { type: 'synthetic' });
  }

  /** Adds a node, and gives its ordinal. */
  node(name: string, options: NodeOptions = {}): number {
    const { type = 'object', selfSize = 0, detachedness = 0, id = 2 * this.#nodes.length + 1, location } = options;
    this.#nodes.push({ name: this.string(name), type, selfSize, detachedness, id, location, edges: [] });
    return this.#nodes.length - 1;
  }

  /** Adds a node of type `object`, of 16 bytes unless told otherwise. */
  object(name: string, options: Omit<NodeOptions, 'type'> = {}): number {
    return this.node(name, { selfSize: 16, ...options, type: 'object' });
  }

  /** Adds an edge: a number names an element (or hidden edge), a text any other. */
  edge(from: number, to: number, name: string | number, type?: EdgeType): this {
    const edgeType = type ?? (typeof name === 'number' ? 'element' : 'property');
    const nameOrIndex = typeof name === 'number' ? name : this.string(name);
    this.#nodes[from].edges.push([edgeTypes.indexOf(edgeType), nameOrIndex, to]);
    return this;
  }

  /** Gives the bytes of the snapshot file. */
  bytes({ nodeFields = 7, newlines = true, sections = {} }: FileFormat = {}): Uint8Array {
    const traced = nodeFields === 7;
    const nodes = this.#nodes.map(({ type, name, id, selfSize, edges, detachedness }) => {
      const row = [nodeTypes.indexOf(type), name, id, selfSize, edges.length];
      return [...row, ...(traced ? [0] : []), detachedness];
    });
    const edges = this.#nodes.flatMap((node) => node.edges.map(([type, name, to]) => [type, name, to * nodeFields]));
    const locations = this.#nodes.flatMap(({ location }, at) => (location ? [[at * nodeFields, ...location]] : []));
    const meta = {
      node_fields: [
        'type',
        'name',
        'id',
        'self_size',
        'edge_count',
        ...(traced ? ['trace_node_id'] : []),
        'detachedness',
      ],
      node_types: [nodeTypes, 'string', 'number', 'number', 'number', 'number', 'number'],
      edge_fields: ['type', 'name_or_index', 'to_node'],
      edge_types: [edgeTypes, 'string_or_number', 'node'],
      trace_function_info_fields: ['function_id', 'name', 'script_name', 'script_id', 'line', 'column'],
      trace_node_fields: ['id', 'function_info_index', 'count', 'size', 'children'],
      sample_fields: ['timestamp_us', 'last_assigned_id'],
      location_fields: ['object_index', 'script_id', 'line', 'column'],
    };
    const header = { meta, node_count: nodes.length, edge_count: edges.length, trace_function_count: 0 };
    const rows = (of: readonly (readonly number[])[]): string =>
      `[${of.join(newlines ? '\n,' : ',')}${newlines ? '\n' : ''}]`;
    const parts = {
      snapshot: JSON.stringify(header),
      nodes: rows(nodes),
      edges: rows(edges),
      trace_function_infos: '[]',
      trace_tree: '[]',
      samples: '[]',
      locations: rows(locations),
      ...Object.fromEntries(Object.entries(sections).map(([name, value]) => [name, JSON.stringify(value)])),
      strings: `[${[...this.#strings.keys()].map(escaped).join(newlines ? ',\n' : ',')}]`,
    };
    const text = Object.entries(parts).map(([name, value]) => `"${name}":${value}`);
    return Buffer.from(`{${text.join(newlines ? ',\n' : ',')}}`);
  }

  /** Gives the graph, as the parser reads it. */
  graph(format?: FileFormat): HeapGraph {
    return parse(this.bytes(format));
  }

  /** Gives the number of a string, which it adds if there is none. */
  string(text: string): number {
    const known = this.#strings.get(text);
    if (known !== undefined) return known;
    this.#strings.set(text, this.#strings.size);
    return this.#strings.size - 1;
  }
}

/** Gives the graph of a whole file. */
export function parse(bytes: Uint8Array): HeapGraph {
  const parser = new SnapshotParser();
  parser.write(bytes);
  return parser.end();
}

/** JSON in ASCII alone, as V8 writes it. */
function escaped(text: string): string {
  return JSON.stringify(text).replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
