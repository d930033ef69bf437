import type { createReader, Kind, ReaderParts } from './create-reader.js';

/** A top-level binding of a module. */
export interface Binding {
  readonly name: string;
  /** The name of its constructor, or the type of a primitive; `uninitialized` before its declaration has run. */
  readonly kind: string;
  /** Number of entries of a collection (for a plain object, of properties); null for all else. */
  readonly entries: number | null;
  /** A short form of the value, as Node prints it. */
  readonly text: string;
}

/**
 * Describes the bindings of a module's scope, the largest collections first.
 *
 * Nothing of the program runs, as it might within `util.inspect`: that reads `Symbol.toStringTag`, and on Node 18 formats all entries
 * of a map before it drops most. `parts` are of a realm of their own.
 */
export function describeBindings(
  parts: ReaderParts & { readonly createReader: typeof createReader },
  load: (name: string) => unknown,
  scope: object,
): Binding[] {
  const WRAPPER = ['exports', 'require', 'module', '__filename', '__dirname'];
  const MOST_TEXT = 100;
  const MOST_SHOWN = 3;
  const { types } = load('util') as typeof import('node:util');
  const reader = parts.createReader(parts, load, globalThis);

  function describe(name: string): Binding {
    let value: unknown;
    try {
      value = Object.getOwnPropertyDescriptor(scope, name)?.value;
    } catch {
      return { name, kind: 'uninitialized', entries: null, text: '<uninitialized>' };
    }
    const text = textOf(value, 0);
    return { name, ...kindOf(value), text: text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT - 1)}…` : text };
  }

  function isObject(value: unknown): value is object {
    return (typeof value === 'object' && value !== null) || typeof value === 'function';
  }

  function kindOf(value: unknown): Pick<Binding, 'kind' | 'entries'> {
    if (value === null) return { kind: 'null', entries: null };
    if (!isObject(value)) return { kind: typeof value, entries: null };
    if (reader.isProxy(value)) return { kind: 'Proxy', entries: null };
    const shape = reader.shapeOf(value);
    const kind = reader.kindOf(value, shape);
    if (kind === 'function') return { kind: isClass(value) ? 'class' : 'function', entries: null };
    return { kind: shape.name, entries: entriesOf(value, kind) };
  }

  function isClass(fn: object): boolean {
    return /^class\b/.test(reader.sourceOf(fn));
  }

  function entriesOf(value: object, kind: Kind): number | null {
    if (kind === 'map' || kind === 'set' || kind === 'array') return reader.sizeOf(value, kind);
    if (types.isTypedArray(value)) return reader.lengthOf(value);
    return kind === 'object' && reader.shapeOf(value).name === 'Object' ? reader.keysOf(value).length : null;
  }

  function textOf(value: unknown, depth: number): string {
    if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
    if (typeof value === 'bigint') return `${value}n`;
    if (!isObject(value)) return Object.is(value, -0) ? '-0' : String(value);
    if (reader.isProxy(value)) return '[Proxy]';
    const shape = reader.shapeOf(value);
    const kind = reader.kindOf(value, shape);
    if (kind === 'function') {
      const name = reader.own(value, 'name');
      return `[${isClass(value) ? 'class' : 'Function'}${typeof name === 'string' && name !== '' ? `: ${name}` : ''}]`;
    }
    const size = entriesOf(value, kind);
    const title =
      size === null || (kind === 'object' && shape.name === 'Object') ? shape.name : `${shape.name}(${size})`;
    if (depth > 0) return `[${title}]`;
    if (kind === 'map' || kind === 'set' || kind === 'array') {
      const shown: string[] = [];
      reader.entries(value, kind).next(MOST_SHOWN, (key, entry, how) => {
        if (how === 'value') shown.push(`${textOf(key, 1)} => ${textOf(entry, 1)}`);
        else if (how !== 'key') shown.push(how === 'accessor' ? '[Getter]' : textOf(entry, 1));
      });
      return title + bracketed(shown, size!, kind === 'array' ? '[]' : '{}');
    }
    if (kind === 'opaque' || kind === 'promise' || kind === 'generator') return title;
    const shown: string[] = [];
    const keys = reader.readProperties(value, kind, MOST_SHOWN, (key, entry, how) => {
      shown.push(`${String(key)}: ${how === 'accessor' ? '[Getter]' : textOf(entry, 1)}`);
    });
    return (title === 'Object' ? '' : `${title} `) + bracketed(shown, keys.length, '{}').trimStart();
  }

  function bracketed(shown: string[], size: number, [open, close]: string): string {
    if (size === 0) return ` ${open}${close}`;
    const more = size > shown.length ? `, … ${size - shown.length} more` : '';
    return ` ${open} ${shown.join(', ')}${more} ${close}`;
  }

  return Object.keys(scope)
    .filter((name) => !WRAPPER.includes(name))
    .map(describe)
    .sort((a, b) => (b.entries ?? -1) - (a.entries ?? -1));
}
