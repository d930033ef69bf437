import type { FoundCollection } from './found-collection.js';
import type { PathStep, VariableScope } from './path.js';
import { knownTexts, nextCollectionId } from './session-memory.js';

/** A text that is this much longer than at the look before is told, characters. */
const LEAST_GROWTH = 1000;

/** Texts in variables of modules, which a program makes longer (`log += line`) as it adds to a collection. */
export class GrowingTexts {
  #grown: FoundCollection[] = [];

  /** Notes the text of a module's variable. A shorter one has nothing to tell, and is not remembered. */
  note(name: string, { length }: string, scope: VariableScope): void {
    if (length < LEAST_GROWTH) return;
    const key = `${scope.scriptId} ${name}`;
    const known = knownTexts.get(key);
    const id = known?.id ?? nextCollectionId();
    knownTexts.set(key, { id, entries: length });
    if (known === undefined || length - known.entries < LEAST_GROWTH) return;
    const step: PathStep = { how: 'variable', key: name, keyType: 'string', type: null, scope };
    this.#grown.push({
      id,
      kind: 'string',
      entries: length,
      holds: ['characters'],
      holdsFrom: [null],
      before: known.entries,
      path: [step],
      isServices: false,
      holder: null,
    });
  }

  /** A row for each that has grown; what was noted is then forgotten. */
  takeFound(): FoundCollection[] {
    const grown = this.#grown;
    this.#grown = [];
    return grown;
  }
}
