import { format, inspect } from 'node:util';
import type { Protocol } from 'devtools-protocol';
import { cleanFrames } from './console/clean-frames.js';
import type { Isolate } from './isolate.js';

/** One call of `console` in the target. */
export interface LogEntry {
  /** log, warning, error, … */
  readonly level: string;
  /** When, ISO 8601. */
  readonly time: string;
  /** What was logged, as Node prints it. */
  readonly text: string;
}

const PRINTS = new Set(['log', 'debug', 'info', 'warning', 'error', 'dir', 'dirxml']);

/**
 * The target's console output from now on, until the signal is aborted or the connection ends; the stacks of errors in
 * it as the source has them.
 *
 * V8 keeps what is logged alive for the session that listens, so each entry is let go of as soon as it has been read.
 * What the service logs costs it a preview of each object: a Map of a million entries, logged whole, some seconds.
 */
export async function* followLogs(isolate: Isolate, signal: AbortSignal): AsyncGenerator<LogEntry> {
  const { session } = isolate;
  const queue: LogEntry[] = [];
  let wake = () => {};
  let live = false;
  const off = session.on('Runtime.consoleAPICalled', ({ type, timestamp, args }) => {
    for (const { objectId } of args) if (objectId) session.send('Runtime.releaseObject', { objectId }).catch(() => {});
    // What had been logged before comes first, at once. In Node, what else there is calls one of these.
    if (!live || !PRINTS.has(type)) return;
    queue.push({ level: type, time: new Date(timestamp).toISOString(), text: textOf(args) });
    wake();
  });
  const stop = () => wake();
  signal.addEventListener('abort', stop);
  session.ended.then(stop);
  try {
    await session.send('Runtime.enable');
    live = true;
    while (!signal.aborted && !session.hasEnded) {
      for (const entry of queue.splice(0)) yield { ...entry, text: await cleanFrames(isolate, entry.text) };
      if (queue.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    off();
    signal.removeEventListener('abort', stop);
    await session.send('Runtime.disable').catch(() => {});
  }
}

function textOf(args: readonly Protocol.Runtime.RemoteObject[]): string {
  return format(...args.map((arg) => ('value' in arg ? arg.value : new Printed(textOfObject(arg)))));
}

/** A text that `format` prints as it is, in the place of the object that it stands for. */
class Printed {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  [inspect.custom](): string {
    return this.#text;
  }

  toString(): string {
    return this.#text;
  }
}

function textOfObject({ preview, description, unserializableValue, type }: Protocol.Runtime.RemoteObject): string {
  return unserializableValue ?? (preview ? textOfPreview(preview) : (description ?? type));
}

/** An object as Node's console prints it, as far as the preview goes that came with it. */
function textOfPreview(preview: Protocol.Runtime.ObjectPreview): string {
  const { type, subtype, description = type, entries, properties, overflow } = preview;
  if (type !== 'object' || (subtype && NO_MEMBERS.has(subtype))) return valueText(type, subtype, description);
  const isArray = subtype === 'array' || subtype === 'typedarray';
  const members = (entries ?? []).map(({ key, value }) =>
    key ? `${textOfPreview(key)} => ${textOfPreview(value)}` : textOfPreview(value),
  );
  for (const { name, type, subtype, value = '', valuePreview } of properties) {
    // V8 lists the size of a collection among its properties.
    if (entries && name === 'size') continue;
    const text = valuePreview ? textOfPreview(valuePreview) : valueText(type, subtype, value);
    members.push(isArray ? text : `${name}: ${text}`);
  }
  if (overflow) members.push('…');
  const [open, close] = isArray ? '[]' : '{}';
  const name = description === 'Object' || subtype === 'array' ? '' : `${description} `;
  return `${name}${open}${members.length > 0 ? ` ${members.join(', ')} ` : ''}${close}`;
}

const NO_MEMBERS = new Set(['null', 'date', 'regexp', 'error', 'proxy', 'promise', 'weakmap', 'weakset']);

function valueText(type: string, subtype: string | undefined, text: string): string {
  if (type === 'string') return inspect(text);
  if (type === 'function') return text === '' ? '[Function]' : text;
  if (subtype !== 'date') return text;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : date.toISOString();
}
