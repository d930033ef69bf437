import type { Protocol } from 'devtools-protocol';

type RemoteObject = Protocol.Runtime.RemoteObject;
type ObjectPreview = Protocol.Runtime.ObjectPreview;
type PropertyPreview = Protocol.Runtime.PropertyPreview;

/**
 * A value as the protocol describes it, in a line and in the manner of Node's console: of objects the few properties or
 * entries of V8's preview, which calls no code of the page.
 */
export function printValue(value: RemoteObject): string {
  const { type, subtype, description = '', preview } = value;
  if (type === 'string') return quote(String(value.value));
  if (type === 'undefined') return 'undefined';
  if (type === 'function') return functionText(description);
  if (type !== 'object' || subtype === 'null') return value.unserializableValue ?? (description || String(value.value));
  return subtype === 'error' || !preview ? description : printPreview(preview);
}

function printPreview({ subtype, description = '', properties, entries, overflow }: ObjectPreview): string {
  // What is more than its properties is told by its description: a date, a node of the document.
  if (subtype === 'regexp' || subtype === 'date' || subtype === 'node') return description;
  const rest = overflow ? ['…'] : [];
  if (subtype === 'array' || subtype === 'typedarray') {
    const items = properties.map((each) => (/^\d+$/.test(each.name) ? propertyText(each) : named(each)));
    return join(description, '[', [...items, ...rest], ']');
  }
  if (entries) {
    const items = entries.map(({ key, value }) =>
      key ? `${printEntry(key)} => ${printEntry(value)}` : printEntry(value),
    );
    return join(description, '{', [...items, ...rest], '}');
  }
  return join(description === 'Object' ? '' : description, '{', [...properties.map(named), ...rest], '}');
}

function printEntry(preview: ObjectPreview): string {
  const { type, description = '' } = preview;
  if (type === 'string') return quote(description);
  return type === 'object' && preview.subtype !== 'null' ? printPreview(preview) : description;
}

function named(property: PropertyPreview): string {
  return `${keyText(property.name)}: ${propertyText(property)}`;
}

function keyText(name: string): string {
  if (/^\[\[.*\]\]$|^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)) return name;
  return name.startsWith('Symbol(') ? `[${name}]` : quote(name);
}

function propertyText({ type, subtype, value = '', valuePreview }: PropertyPreview): string {
  if (valuePreview) return printPreview(valuePreview);
  if (type === 'string') return quote(value);
  if (type === 'function') return '[Function]';
  if (type === 'accessor') return '[Getter]';
  return subtype === 'error' ? value.split('\n', 1)[0] : value;
}

/** A function's description is its source. */
function functionText(source: string): string {
  const [, keyword, name] = /^(?:async\s+)?(class|function)\b\s*\*?\s*((?!extends\b)[\w$]+)?/.exec(source) ?? [];
  return `[${keyword === 'class' ? 'class' : 'Function'}${name ? ` ${name}` : ''}]`;
}

function join(before: string, open: string, items: readonly string[], close: string): string {
  const inner = items.length === 0 ? `${open}${close}` : `${open} ${items.join(', ')} ${close}`;
  return before === '' ? inner : `${before} ${inner}`;
}

function quote(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
