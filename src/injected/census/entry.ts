import { ObjectCounter } from './object-counter.js';
import { objectPrototype } from './object-prototype.js';

export default { count, objectPrototype };

function count(objects: readonly object[]): ObjectCounter {
  return new ObjectCounter(objects, objectPrototype());
}
