import { isPending } from '../objects/intrinsics.js';
import type { Kind } from '../objects/kind.js';
import type { Ownership } from './ownership.js';
import { type PathNode, type PathStep, type PlaceOfClass, stepsTo } from './path.js';
import { lastLook } from './session-memory.js';
import { slotOf } from './slot.js';

/** Of those that are met first, which are nearest to the program's variables. */
const MOST = 500;
const MOST_TOLD = 8;

/** What keeps objects that V8 lists to no program: a promise its reactions, a registry what is held for its cleanup. */
export interface UnlistedHolder {
  /** `Promise` for one that is still pending since the look before, or `FinalizationRegistry`. */
  readonly kind: string;
  readonly path: readonly PathStep[];
}

/** Notes what may hold objects that no walk comes to. */
export class UnlistedHolders {
  readonly #met: { readonly value: object; readonly kind: Kind; readonly node: PathNode }[] = [];

  /** Notes an object, if it is such a holder; one of many, in a list of them, is none that a name would help. */
  note(value: object, kind: Kind, node: PathNode): void {
    if (kind !== 'promise' && node.info?.name !== 'FinalizationRegistry') return;
    if (this.#met.length < MOST && slotOf(node) !== null) this.#met.push({ value, kind, node });
  }

  /** Those of the program, with its own files' first; the next look compares with what is pending now. */
  take(ownership: Ownership | null, placeOf: PlaceOfClass): UnlistedHolder[] {
    const pending = new WeakSet<object>();
    const found = this.#met.filter(({ value, kind, node }) => {
      if (kind === 'promise') {
        if (!isPending(value)) return false;
        pending.add(value);
        if (!lastLook.pending.has(value)) return false;
      }
      return !ownership?.isNodes({ value, kind, node, size: 0 });
    });
    lastLook.pending = pending;
    const isServices = (item: (typeof found)[number]) => Number(ownership?.isServices({ ...item, size: 0 }) ?? false);
    found.sort((a, b) => isServices(b) - isServices(a));
    return found.slice(0, MOST_TOLD).map(({ node }) => ({ kind: node.info!.name, path: stepsTo(node, placeOf) }));
  }
}
