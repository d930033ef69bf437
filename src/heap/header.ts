import { SnapshotSyntaxError } from './syntax-error.js';

/** What the section `snapshot` of a file says of the sections that follow. */
export interface SnapshotHeader {
  readonly nodeCount: number;
  readonly edgeCount: number;
  readonly nodeFields: readonly string[];
  readonly edgeFields: readonly string[];
  readonly locationFields: readonly string[];
  readonly traceFunctionInfoFields: readonly string[];
  readonly nodeTypes: readonly string[];
  readonly edgeTypes: readonly string[];
  readonly extraNativeBytes: number;
  readonly isRedacted: boolean;
  readonly isForked: boolean;
}

/** Reads the text of the section `snapshot`, which ends at byte `offset`. Throws SnapshotSyntaxError. */
export function readHeader(text: string, offset: number): SnapshotHeader {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    throw new SnapshotSyntaxError('"snapshot" is not valid JSON', offset);
  }
  const meta = property(header, 'meta');
  const nodeFields = strings(property(meta, 'node_fields'));
  const edgeFields = strings(property(meta, 'edge_fields'));
  demand(nodeFields, ['type', 'name', 'id', 'self_size', 'edge_count'], 'node_fields', offset);
  demand(edgeFields, ['type', 'name_or_index', 'to_node'], 'edge_fields', offset);
  return {
    nodeCount: count(header, 'node_count', offset),
    edgeCount: count(header, 'edge_count', offset),
    nodeFields,
    edgeFields,
    locationFields: strings(property(meta, 'location_fields')),
    traceFunctionInfoFields: strings(property(meta, 'trace_function_info_fields')),
    nodeTypes: strings(property(property(meta, 'node_types'), nodeFields.indexOf('type'))),
    edgeTypes: strings(property(property(meta, 'edge_types'), edgeFields.indexOf('type'))),
    extraNativeBytes: Number(property(header, 'extra_native_bytes') ?? 0) || 0,
    isRedacted: property(header, 'redacted') === true,
    isForked: property(header, 'forked') === true,
  };
}

function property(object: unknown, key: string | number): unknown {
  return typeof object === 'object' && object !== null ? (object as Record<string | number, unknown>)[key] : undefined;
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function demand(fields: readonly string[], wanted: readonly string[], name: string, offset: number): void {
  const missing = wanted.find((field) => !fields.includes(field));
  if (missing !== undefined) throw new SnapshotSyntaxError(`"snapshot" has no ${name} "${missing}"`, offset);
}

function count(header: unknown, key: string, offset: number): number {
  const value = property(header, key);
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw new SnapshotSyntaxError(`"snapshot" has no valid "${key}"`, offset);
}
