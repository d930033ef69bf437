import type { ConstructorCount } from '../census/constructor-count.js';
import { ObjectCounter } from '../census/object-counter.js';
import { objectPrototype } from '../census/object-prototype.js';
import { InspectorSession, type RemoteObject } from '../inspector/inspector-session.js';
import { type FunctionPlace, InspectorProbe } from '../objects/inspector-probe.js';

/** All that an `ObjectCounter` has counted in a forked child, which nobody can ask afterwards. */
export interface ChildCensus {
  readonly counts: readonly ConstructorCount[];
  /** V8's names for the counter's examples. */
  readonly exampleNames: readonly string[];
  readonly constructorPlaces: readonly FunctionPlace[];
  readonly signatures: readonly (string | null)[];
  /** Of those functions that have a signature; null for the others. */
  readonly functionPlaces: readonly (FunctionPlace | null)[];
}

/**
 * Counts every JavaScript object of the process, as the census lens does. Only in a forked child: it leaves marks all
 * over.
 */
export function takeCensus(): ChildCensus {
  const prototype = objectPrototype();
  const session = new InspectorSession();
  const [{ objectId: prototypeObjectId }] = session.remote([prototype]);
  const { objects } = session.ask<{ objects: RemoteObject }>('Runtime.queryObjects', { prototypeObjectId });
  const counter = new ObjectCounter(session.local([objects])[0] as readonly object[], prototype);
  const signatures = counter.signatures();
  const texts = [...signatures.keys()].filter((text) => signatures[text] !== null);
  const functionPlaces: (FunctionPlace | null)[] = signatures.map(() => null);
  for (const [index, place] of counter.placesOfFunctions(texts).entries()) functionPlaces[texts[index]] = place;
  return {
    counts: counter.counts(),
    exampleNames: session.remote(counter.examples()).map(({ className = 'Object' }) => className),
    constructorPlaces: new InspectorProbe().locateConstructors(counter.constructors()),
    signatures,
    functionPlaces,
  };
}
