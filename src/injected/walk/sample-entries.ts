import type { Visit } from '../objects/cursors.js';
import { isProxy, own } from '../objects/intrinsics.js';
import type { Kind } from '../objects/kind.js';
import type { ObjectReader } from '../objects/object-reader.js';
import type { PathNode } from './path.js';

const SAMPLE = 20;
/** To pass over the entries of a Map or Set takes time. */
const MOST_PASSED = 10_000;

/** Visits the last entries of a collection: what has come since the look before is among them. */
export function sampleEntries(
  reader: ObjectReader,
  { value, kind, node }: { readonly value: object; readonly kind: Kind; readonly node: PathNode },
  visit: Visit,
): void {
  if (kind === 'object' && listenersOfEvent(value, node) > 0) {
    sampleListeners(value, visit);
    return;
  }
  const names = kind === 'object' || kind === 'function' ? reader.readProperties(value, kind, 0, visit) : null;
  const size = names?.length ?? reader.entryCount(value, kind);
  const cursor = names ? reader.properties(value, names, 0) : reader.entries(value, kind);
  const isDense = kind === 'array' && size === reader.sizeOf(value, kind);
  // The end of a ring buffer may be empty.
  const mayBeEmpty = isDense && own(value, size - 1) === undefined;
  const hasEnd = kind === 'array' || names !== null ? !mayBeEmpty : size <= MOST_PASSED;
  if (hasEnd) cursor.skip(Math.max(0, size - SAMPLE));
  cursor.next(SAMPLE, visit);
}

/**
 * How many listeners an EventTarget has for an event, where the object is the head of its list of them; else 0. Node
 * keeps a Map from the event to `{ size, next }` in a property with the symbol kEvents (lib/internal/event_target.js).
 */
export function listenersOfEvent(value: object, { edge, from }: PathNode): number {
  if (edge !== 'value' || typeof from?.key !== 'symbol' || from.key.description !== 'kEvents') return 0;
  const size = own(value, 'size');
  return typeof size === 'number' ? size : 0;
}

/** The callbacks of the first listeners of such a list. */
function sampleListeners(head: object, visit: Visit): void {
  let listener = own(head, 'next');
  for (let i = 0; i < SAMPLE && typeof listener === 'object' && listener !== null && !isProxy(listener); i++) {
    visit(null, own(listener, 'callback'), 'property');
    listener = own(listener, 'next');
  }
}
