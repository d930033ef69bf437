import { isClass, isObject, isProxy, own, types } from '../objects/intrinsics.js';
import type { Kind } from '../objects/kind.js';
import { ObjectReader } from '../objects/object-reader.js';
import { COMMONJS_PARAMETERS } from './commonjs-parameters.js';

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

const MOST_TEXT = 100;
const MOST_SHOWN = 3;

/**
 * Describes the bindings of a module's scope, the largest collections first.
 *
 * Nothing of the program runs, as it might within `util.inspect`: that reads `Symbol.toStringTag`, and on Node 18
 * formats all entries of a map before it drops most.
 */
export function describeBindings(scope: object): Binding[] {
  const describer = new BindingDescriber();
  return Object.keys(scope)
    .filter((name) => !COMMONJS_PARAMETERS.includes(name))
    .map((name) => describer.describe(scope, name))
    .sort((a, b) => (b.entries ?? -1) - (a.entries ?? -1));
}

class BindingDescriber {
  readonly #reader = new ObjectReader();

  describe(scope: object, name: string): Binding {
    let value: unknown;
    try {
      value = Object.getOwnPropertyDescriptor(scope, name)?.value;
    } catch {
      return { name, kind: 'uninitialized', entries: null, text: '<uninitialized>' };
    }
    const text = this.#textOf(value, 0);
    return { name, ...this.#kindOf(value), text: text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT - 1)}…` : text };
  }

  #kindOf(value: unknown): Pick<Binding, 'kind' | 'entries'> {
    if (value === null) return { kind: 'null', entries: null };
    if (!isObject(value)) return { kind: typeof value, entries: null };
    if (isProxy(value)) return { kind: 'Proxy', entries: null };
    const info = this.#reader.classes.of(value);
    const kind = this.#reader.kindOf(value, info);
    if (kind === 'function') return { kind: isClass(value) ? 'class' : 'function', entries: null };
    return { kind: info.name, entries: this.#entriesOf(value, kind) };
  }

  #entriesOf(value: object, kind: Kind): number | null {
    if (kind === 'map' || kind === 'set' || kind === 'array') return this.#reader.sizeOf(value, kind);
    if (types.isTypedArray(value)) return this.#reader.lengthOf(value);
    const isDictionary = kind === 'object' && this.#reader.classes.of(value).name === 'Object';
    return isDictionary ? this.#reader.keysOf(value).length : null;
  }

  #textOf(value: unknown, depth: number): string {
    if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
    if (typeof value === 'bigint') return `${value}n`;
    if (!isObject(value)) return Object.is(value, -0) ? '-0' : String(value);
    if (isProxy(value)) return '[Proxy]';
    const { name: className } = this.#reader.classes.of(value);
    const kind = this.#reader.kindOf(value, this.#reader.classes.of(value));
    if (kind === 'function') {
      const name = own(value, 'name');
      return `[${isClass(value) ? 'class' : 'Function'}${typeof name === 'string' && name !== '' ? `: ${name}` : ''}]`;
    }
    const size = this.#entriesOf(value, kind);
    const title = size === null || (kind === 'object' && className === 'Object') ? className : `${className}(${size})`;
    if (depth > 0) return `[${title}]`;
    if (kind === 'map' || kind === 'set' || kind === 'array') {
      return title + bracketed(this.#entriesText(value, kind), size!, kind === 'array' ? '[]' : '{}');
    }
    if (kind === 'opaque' || kind === 'promise' || kind === 'generator') return title;
    const shown: string[] = [];
    const keys = this.#reader.readProperties(value, kind, MOST_SHOWN, (key, entry, edge) => {
      shown.push(`${String(key)}: ${edge === 'accessor' ? '[Getter]' : this.#textOf(entry, 1)}`);
    });
    return (title === 'Object' ? '' : `${title} `) + bracketed(shown, keys.length, '{}').trimStart();
  }

  #entriesText(value: object, kind: Kind): string[] {
    const shown: string[] = [];
    this.#reader.entries(value, kind).next(MOST_SHOWN, (key, entry, edge) => {
      if (edge === 'value') shown.push(`${this.#textOf(key, 1)} => ${this.#textOf(entry, 1)}`);
      else if (edge !== 'key') shown.push(edge === 'accessor' ? '[Getter]' : this.#textOf(entry, 1));
    });
    return shown;
  }
}

function bracketed(shown: string[], size: number, [open, close]: string): string {
  if (size === 0) return ` ${open}${close}`;
  const more = size > shown.length ? `, … ${size - shown.length} more` : '';
  return ` ${open} ${shown.join(', ')}${more} ${close}`;
}
