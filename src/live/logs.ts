import { format } from 'node:util';
import type { Protocol } from 'devtools-protocol';
import type { Session } from '../session/session.js';

/** One call of `console` in the target. */
export interface LogEntry {
  /** log, warning, error, … */
  readonly level: string;
  /** When, ISO 8601. */
  readonly time: string;
  readonly text: string;
}

/**
 * The target's console output from now on, until the signal is aborted or the connection ends.
 *
 * V8 keeps what is logged alive for the session that listens, so each entry is let go of as soon as it has been read. What the service
 * logs costs it a preview of each object: a Map of a million entries, logged whole, some seconds.
 */
export async function* followLogs(session: Session, signal: AbortSignal): AsyncGenerator<LogEntry> {
  const queue: LogEntry[] = [];
  let wake = () => {};
  let live = false;
  const off = session.on('Runtime.consoleAPICalled', ({ type, timestamp, args }) => {
    for (const { objectId } of args) if (objectId) session.send('Runtime.releaseObject', { objectId }).catch(() => {});
    // What had been logged before comes first, at once.
    if (!live) return;
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
      yield* queue.splice(0);
      if (queue.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    off();
    signal.removeEventListener('abort', stop);
    await session.send('Runtime.disable').catch(() => {});
  }
}

function textOf(args: readonly Protocol.Runtime.RemoteObject[]): string {
  return format(...args.map((arg) => ('value' in arg ? arg.value : new Preview(arg))));
}

/** Prints a remote object as `format` prints objects, from the preview that came with it. */
class Preview {
  readonly #object: Protocol.Runtime.RemoteObject;

  constructor(object: Protocol.Runtime.RemoteObject) {
    this.#object = object;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    const { preview, description, unserializableValue, type, className } = this.#object;
    if (unserializableValue) return unserializableValue;
    if (!preview || preview.subtype === 'error') return description ?? type;
    const entries = (preview.entries ?? []).map(({ key, value }) =>
      key ? `${key.description} => ${value.description}` : `${value.description}`,
    );
    const isArray = preview.subtype === 'array';
    const properties = preview.properties.map(({ name, value }) => (isArray ? value : `${name}: ${value}`));
    const more = preview.overflow ? ['…'] : [];
    const inside = [...entries, ...properties, ...more].join(', ');
    if (isArray) return `[ ${inside} ]`;
    return `${className === 'Object' ? '' : `${preview.description} `}{ ${inside} }`;
  }

  toString(): string {
    return this.#object.description ?? this.#object.type;
  }
}
