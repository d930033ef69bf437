import { SymbolFlags, TypeFlags } from 'typescript/unstable/sync';

/**
 * Makes JSON Schemas (draft 2020-12) of TypeScript's types: what JSON.stringify writes of their values. Docstrings are
 * the descriptions.
 */
export class SchemaMaker {
  #checker;
  #commonFields;
  /** Types that have a name in our sources, by their ids in the compiler: each is made once. */
  #named = new Map();

  /** `commonFields`: what fields of these names mean where their types do not say it. */
  constructor(checker, commonFields) {
    this.#checker = checker;
    this.#commonFields = commonFields;
  }

  /** The schema of a type. Throws for a type whose values are no plain data. */
  schemaOf(type) {
    const name = this.#nameOf(type);
    if (name === null) return this.#make(type);
    if (!this.#named.has(type.id)) {
      const named = { name, schema: {} };
      this.#named.set(type.id, named);
      const symbol = type.getAliasSymbol() ?? type.getSymbol();
      named.schema = describe(this.#checker.getDocumentationCommentOfSymbol(symbol), this.#make(type));
    }
    return { $ref: reference(type.id) };
  }

  /**
   * The schemas with `$defs`: the named types that are used more than once, or by themselves. The others stand where
   * they are used.
   */
  finish(schemas) {
    const uses = new Map();
    const count = (id) => uses.set(id, (uses.get(id) ?? 0) + 1);
    for (const schema of [schemas, ...[...this.#named.values()].map((named) => named.schema)]) eachId(schema, count);
    const isShared = (id) => uses.get(id) > 1 || this.#contains(id, id);
    const shared = [...this.#named].filter(([id]) => isShared(id));
    const names = shared.map(([, { name }]) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice) throw new Error(`two types of what --json prints have the name ${twice}: rename one`);
    const place = (value) => {
      if (Array.isArray(value)) return value.map(place);
      if (typeof value !== 'object' || value === null) return value;
      if (value.$ref === undefined) return mapValues(value, place);
      const id = idOf(value.$ref);
      const { name, schema } = this.#named.get(id);
      const { $ref: _, ...own } = value;
      return isShared(id) ? { ...own, $ref: `#/$defs/${name}` } : { ...place(schema), ...own };
    };
    const defs = shared.map(([, { name, schema }]) => [name, place(schema)]).sort(([a], [b]) => (a < b ? -1 : 1));
    return { ...place(schemas), $defs: Object.fromEntries(defs) };
  }

  /** The name of an object type of our sources, null for what has none: a literal, a generic type of the language. */
  #nameOf(type) {
    if (!(type.flags & (TypeFlags.Object | TypeFlags.Union | TypeFlags.Intersection))) return null;
    const symbol = type.getAliasSymbol() ?? (type.isClassOrInterface() ? type.getSymbol() : undefined);
    const isOurs = symbol?.declarations.some(({ path }) => /\/src\/[^.]*\.ts$/.test(path));
    const isGeneric = type.getAliasTypeArguments().length > 0 || this.#checker.isArrayLikeType(type);
    return isOurs && !isGeneric ? symbol.name : null;
  }

  #make(type) {
    const { flags } = type;
    if (flags & TypeFlags.AnyOrUnknown) return {};
    if (flags & TypeFlags.Null) return { type: 'null' };
    if (type.isLiteralType()) return { const: type.value };
    if (flags & TypeFlags.Boolean) return { type: 'boolean' };
    if (flags & TypeFlags.String) return { type: 'string' };
    if (flags & TypeFlags.Number) return { type: 'number' };
    if (type.isUnionType()) return this.#makeUnion(type.getTypes());
    if (this.#checker.isTupleType(type)) {
      const items = this.#checker.getTypeArguments(type).map((each) => this.schemaOf(each));
      const bounds = { type: 'array', minItems: items.length, maxItems: items.length };
      return items.length === 0 ? bounds : { ...bounds, prefixItems: items };
    }
    if (this.#checker.isArrayType(type)) {
      return { type: 'array', items: this.schemaOf(this.#checker.getTypeArguments(type)[0]) };
    }
    const isPlain = flags & (TypeFlags.Object | TypeFlags.Intersection);
    if (isPlain && [0, 1].every((kind) => this.#checker.getSignaturesOfType(type, kind).length === 0)) {
      return this.#makeObject(type);
    }
    throw new Error(`${this.#checker.typeToString(type)} is no plain data`);
  }

  #makeUnion(types) {
    const literals = types.filter((type) => type.isStringLiteralType() || type.isNumberLiteralType());
    const isBoolean = types.filter((type) => type.isBooleanLiteralType()).length === 2;
    const isNull = types.some((type) => type.flags & TypeFlags.Null);
    const others = types.filter(
      (type) =>
        !(type.flags & TypeFlags.Nullable || literals.includes(type) || (isBoolean && type.isBooleanLiteralType())),
    );
    const [named, unnamed] = [others.filter((type) => type.getSymbol()), others.filter((type) => !type.getSymbol())];
    named.sort((a, b) => bySource(a.getSymbol(), b.getSymbol()));
    const schemas = [...unnamed, ...named].map((type) => this.schemaOf(type));
    if (isBoolean) schemas.unshift({ type: 'boolean' });
    if (literals.length === 1) schemas.unshift({ const: literals[0].value });
    if (literals.length > 1) schemas.unshift({ enum: literals.map(({ value }) => value).sort() });
    if (isNull) schemas.push({ type: 'null' });
    if (schemas.length === 1) return schemas[0];
    // `string | null` is shorter as one.
    const isSimple = schemas.every((schema) => Object.keys(schema).join() === 'type');
    return isSimple ? { type: schemas.map(({ type }) => type) } : { anyOf: schemas };
  }

  #makeObject(type) {
    const properties = {};
    const required = [];
    for (const symbol of this.#propertiesOf(type)) {
      const value = this.#checker.getTypeOfSymbol(symbol);
      const isOptional =
        symbol.flags & SymbolFlags.Optional || (value.isUnionType() && value.getTypes().some(isUndefined));
      if (!isOptional) required.push(symbol.name);
      try {
        const schema = this.schemaOf(value);
        // Sizes are whole numbers, by what they are called.
        const counted = /[bB]ytes$/.test(symbol.name) ? wholeNumber(schema) : schema;
        const description = this.#checker.getDocumentationCommentOfSymbol(symbol) || this.#commonFields[symbol.name];
        properties[symbol.name] = describe(description, counted);
      } catch (cause) {
        throw new Error(`${symbol.name}: ${cause.message}`, { cause });
      }
    }
    const [index] = this.#checker.getIndexInfosOfType(type);
    if (index) return { type: 'object', additionalProperties: this.schemaOf(index.valueType) };
    return { type: 'object', properties, required };
  }

  /**
   * The properties of a type: those that it extends first, and else as they stand in the source. The compiler's own
   * order varies.
   */
  #propertiesOf(type) {
    const properties = new Map(this.#checker.getPropertiesOfType(type).map((symbol) => [symbol.name, symbol]));
    const bases = type.isIntersectionType()
      ? type.getTypes()
      : type.isClassOrInterface()
        ? this.#checker.getBaseTypes(type)
        : [];
    const inherited = bases.flatMap((base) => this.#propertiesOf(base).map(({ name }) => name));
    const own = [...properties.values()].sort(bySource).map(({ name }) => name);
    return [...new Set([...inherited, ...own])].map((name) => properties.get(name));
  }

  /** Whether a named type uses another one, itself or by way of others. */
  #contains(id, wanted, seen = new Set()) {
    let isFound = false;
    eachId(this.#named.get(id).schema, (used) => {
      if (used === wanted) isFound = true;
      else if (!seen.has(used)) isFound ||= this.#contains(used, wanted, seen.add(used));
    });
    return isFound;
  }
}

/** Compares symbols by where they are declared. */
function bySource(a, b) {
  const [left, right] = [a.declarations[0], b.declarations[0]];
  return left.path === right.path ? left.index - right.index : left.path < right.path ? -1 : 1;
}

function isUndefined(type) {
  return (type.flags & TypeFlags.Undefined) !== 0;
}

function describe(description = '', schema) {
  const text = description.trim().replace(/\s*\n\s*/g, ' ');
  return text === '' ? schema : { description: text, ...schema, ...(schema.description ? { description: text } : {}) };
}

function wholeNumber(schema) {
  const { type } = schema;
  const whole = (each) => (each === 'number' ? 'integer' : each);
  return type === undefined ? schema : { ...schema, type: Array.isArray(type) ? type.map(whole) : whole(type) };
}

function reference(id) {
  return `type ${id}`;
}

function idOf(reference) {
  return Number(reference.slice('type '.length));
}

/** Calls with the id of each named type that a schema refers to. */
function eachId(schema, use) {
  if (typeof schema !== 'object' || schema === null) return;
  if (typeof schema.$ref === 'string') use(idOf(schema.$ref));
  for (const value of Object.values(schema)) eachId(value, use);
}

function mapValues(object, map) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}
