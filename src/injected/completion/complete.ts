import { box } from '../console/in-program.js';
import { util } from '../console/node.js';
import { variables } from '../console/variables.js';
import { program } from '../program.js';

/**
 * The names that could follow `path.` (or stand alone, if the path is empty) and begin with `prefix`: at most 1,000,
 * sorted, the object's own before those of its prototypes.
 *
 * It follows data properties only: no getter and no proxy trap is invoked, so what lies behind one is not completed.
 */
export function complete(
  scope: Record<string, unknown> | null,
  main: Record<string, unknown> | null,
  path: readonly string[],
  prefix: string,
): string[] {
  const { isProxy, isStringObject, isTypedArray } = util.types;
  const absent = Symbol('absent');
  const boxed = (value: unknown) => Reflect.apply(box, value, []);

  const read = (value: unknown, name: string): unknown => {
    if (value === null || value === undefined) return absent;
    for (let object: unknown = boxed(value); object !== null; object = Object.getPrototypeOf(object)) {
      if (isProxy(object)) return absent;
      const property = Object.getOwnPropertyDescriptor(object, name);
      if (property && 'value' in property) return property.value;
      // A constant of the console has a getter of ours.
      if (property) return object === variables ? variables[name] : absent;
    }
    return absent;
  };

  const isLong = (object: object): boolean => (Array.isArray(object) || isStringObject(object)) && object.length > 1000;

  /**
   * Own names. Nobody types an index of an array or string; of very many properties those will do that are faster to
   * list.
   */
  const namesOf = (object: object): string[] => {
    if (isLong(object)) return ['length'];
    const keys = Object.keys(object);
    return keys.length > 10_000 ? keys : Object.getOwnPropertyNames(object);
  };

  const own = { require: null, _: variables._, _error: variables._error, ...(main ? { main } : {}) };
  const roots = [variables, scope, own, program.global].filter((root) => root !== null);
  let objects: unknown[] = roots;
  if (path.length > 0) {
    let value: unknown = absent;
    for (const root of roots) if (value === absent) value = read(root, path[0]);
    for (const name of path.slice(1)) value = value === absent ? absent : read(value, name);
    if (value === absent || value === null || value === undefined) return [];
    objects = [boxed(value)];
  }
  const found = new Set<string>();
  for (const first of objects) {
    for (let object = first; object !== null && !isProxy(object); object = Object.getPrototypeOf(object)) {
      // The bytes of a Buffer and the elements of an array are no names that anybody types.
      if (isTypedArray(object)) continue;
      const names: string[] = [];
      for (const name of namesOf(object as object)) {
        if (names.length === 1000) break;
        if (name.startsWith(prefix) && /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)) names.push(name);
      }
      for (const name of names.sort()) if (found.size < 1000) found.add(name);
    }
  }
  return [...found];
}
