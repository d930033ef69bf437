import type { FoundCollection } from './found-collection.js';
import { type Chain, type PathNode, type PlaceOfClass, stepsTo, textOf } from './path.js';
import { lastLook, nextCollectionId, textHolders, type ValueSlots } from './session-memory.js';
import { slotOf } from './slot.js';

/** From this length on a text, buffer or chain is remembered. A list that is met from both ends is two chains. */
export const REMEMBERED = { characters: 1000, bytes: 16_384, links: 4 };
/** It is told if it is that much longer than at the look before. */
const LEAST_GROWTH = { characters: 1000, bytes: 16_384, links: 16 };
/** Those that are met first, which are nearest to the program's variables. */
const MOST = 2000;

/** What has become longer. */
interface Grown {
  readonly id: number;
  readonly unit: keyof typeof REMEMBERED;
  readonly length: number;
  readonly before: number;
  readonly node: PathNode;
  readonly chain: Chain | null;
}

/**
 * What a program makes longer, as it adds to a collection: texts (`log += line`), buffers (`Buffer.concat([all,
 * part])`), chains (`last = { previous: last }`), and trees. What begins them may be another than at the look before; the
 * place where it is tells that it has grown.
 */
export class GrowingValues {
  #slots: ValueSlots = new Map();
  #grown = new Map<number | string, Grown>();
  #chains: Chain[] = [];

  /** Notes a text that is long enough to be remembered. `holder`: the object that has it in a property, if one does. */
  noteText({ length }: string, node: PathNode, holder: object | null): void {
    if (this.#slots.size >= MOST) return;
    this.#note('characters', length, node, slotOf(node) ?? (holder && slotIn(holder, node)));
  }

  /** Notes a typed array. */
  noteBytes(length: number, node: PathNode): void {
    if (length >= REMEMBERED.bytes && this.#slots.size < MOST) this.#note('bytes', length, node, slotOf(node));
  }

  /** Notes that a chain has become longer. */
  noteChain(chain: Chain): void {
    if (chain.length === REMEMBERED.links && this.#chains.length < MOST) this.#chains.push(chain);
  }

  #note(
    unit: keyof typeof REMEMBERED,
    length: number,
    node: PathNode,
    slot: number | string | null,
    chain: Chain | null = null,
  ): void {
    if (slot === null) return;
    if (this.#slots.has(slot) && unit !== 'links') {
      this.#slots.set(slot, null);
      this.#grown.delete(slot);
      return;
    }
    // A chain that is met from several sides is several, each link in one of them.
    const total = length + (this.#slots.get(slot)?.entries ?? 0);
    const known = lastLook.values.get(slot);
    const id = known?.id ?? nextCollectionId();
    this.#slots.set(slot, { id, entries: total });
    if (!known || total - known.entries < LEAST_GROWTH[unit]) return;
    this.#grown.set(slot, { id, unit, length: total, before: known.entries, node, chain });
  }

  /** A row for each that has grown; what was noted is what the next look compares with. */
  takeFound(placeOf: PlaceOfClass): FoundCollection[] {
    // Of chains there are few: they are told apart in arrays too, as in a queue for each priority.
    for (const chain of this.#chains) {
      this.#note('links', chain.length, chain.first, slotOf(chain.first, { inArrays: true }), chain);
    }
    const found = [...this.#grown.values()].map(({ id, unit, length, before, node, chain }): FoundCollection => {
      const type = node.info?.name ?? 'string';
      const path = stepsTo(node, placeOf);
      path[path.length - 1] = { ...path[path.length - 1], type };
      const held = type === 'Function' ? 'function' : type;
      return {
        id,
        kind: chain === null ? type : chain.isTree ? 'tree' : 'chain',
        ...(chain && !chain.isTree && { link: textOf(chain.last.key) }),
        entries: length,
        holds: [chain === null ? unit : held],
        holdsFrom: [null],
        before,
        path,
        isServices: false,
      };
    });
    lastLook.values = this.#slots;
    this.#slots = new Map();
    this.#grown = new Map();
    this.#chains = [];
    return found;
  }
}

/** Tells a text in a property from others where its object may stand anywhere, as in an array; null of other texts. */
function slotIn(holder: object, { key, edge }: PathNode): string | null {
  if (edge !== 'property') return null;
  let number = textHolders.get(holder);
  if (number === undefined) {
    number = nextCollectionId();
    textHolders.set(holder, number);
  }
  return `${number} ${String(key)}`;
}
