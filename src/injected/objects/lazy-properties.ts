import { InspectorSession, mayAskItself } from '../inspector/inspector-session.js';
import { program } from '../program.js';
import { withProbe } from './inspector-probe.js';
import { isObject, isProxy, own, types } from './intrinsics.js';

const mapValues = Map.prototype.values;
const { hasOwn } = Object;
const NONE: ReadonlySet<PropertyKey> = new Set();
/** Of `Date.prototype`: V8 makes all of Temporal when it is read (src/init/bootstrapper.cc). */
const TEMPORAL = 'toTemporalInstant';
const OF_DATE: ReadonlySet<PropertyKey> = new Set([TEMPORAL]);
/** Of `internalBinding('builtins')`: at each reading V8 makes strings of 5 to 11 MB, the sources of all of Node. */
const SOURCES = 'natives';
/** By this property that object is known, as no other has it. */
const BESIDE_SOURCES = 'builtinIds';
const OF_BUILTINS: ReadonlySet<PropertyKey> = new Set([SOURCES]);

/**
 * Knows the properties whose values are made when they are first read, and then stay: of Node's own modules those that
 * load another module, as `fs.Dir` and `util.parseArgs` do (lib/internal/util.js, defineLazyProperties).
 *
 * From Node 22 on they look like values, and V8 calls Node's code even for their descriptor. Its inspector alone tells
 * them from others, without calling anything.
 */
export class LazyProperties {
  readonly #exports = findExports();
  readonly #known = new Map<object, ReadonlySet<PropertyKey>>();

  /** Those of an object, which must not be read. */
  of(value: object): ReadonlySet<PropertyKey> {
    if (hasOwn(value, TEMPORAL)) return OF_DATE;
    if (hasOwn(value, BESIDE_SOURCES)) return OF_BUILTINS;
    if (!this.#exports.has(value)) return NONE;
    let lazy = this.#known.get(value);
    if (lazy === undefined) {
      lazy = findNativeAccessors(value);
      this.#known.set(value, lazy);
    }
    return lazy;
  }
}

/**
 * What the modules of Node export that a program may load, and that are loaded. Node keeps them in `BuiltinModule.map`
 * (lib/internal/bootstrap/realm.js), which functions of its module loader see.
 */
function findExports(): ReadonlySet<unknown> {
  const found = new Set<unknown>();
  const loader = own(program.load('module') as object, 'createRequire');
  if (typeof loader !== 'function' || !mayAskItself) return found;
  const scopes = withProbe((probe) => probe.probe([loader])[0].scopes ?? []);
  for (let i = 0; i < scopes.length; i++) {
    const { object } = scopes[i];
    const type = isProxy(object) ? null : own(object, 'BuiltinModule');
    const modules = isObject(type) ? own(type, 'map') : null;
    if (!types.isMap(modules)) continue;
    for (const module of Reflect.apply(mapValues, modules, []) as Iterable<object>) {
      const [id, exports] = [own(module, 'id'), own(module, 'exports')];
      if (typeof id === 'string' && !id.startsWith('internal/') && isObject(exports)) found.add(exports);
    }
    break;
  }
  return found;
}

/** The properties whose values native code computes. */
function findNativeAccessors(object: object): ReadonlySet<PropertyKey> {
  const session = new InspectorSession();
  try {
    const [{ objectId }] = session.remote([object]);
    const answer = session.post<{ readonly result: readonly Property[] }>('Runtime.getProperties', {
      objectId,
      ownProperties: true,
      accessorPropertiesOnly: true,
    });
    const found = new Set<PropertyKey>();
    const properties = answer?.result ?? [];
    for (let i = 0; i < properties.length; i++) {
      const { name, get } = properties[i];
      if (get?.description?.includes('[native code]')) found.add(name);
    }
    return found;
  } finally {
    session.disconnect();
  }
}

interface Property {
  readonly name: string;
  readonly get?: { readonly description?: string };
}
