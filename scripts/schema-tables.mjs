/** What the type of a schema's values is, for people. */
export function typeText(schema) {
  const { $ref, const: constant, enum: words, anyOf, type, maxItems, additionalProperties } = schema;
  if ($ref !== undefined) return linkTo($ref.split('/').at(-1));
  if (constant !== undefined) return `\`${JSON.stringify(constant)}\``;
  if (words !== undefined) return words.map((word) => `\`${JSON.stringify(word)}\``).join(', ');
  if (anyOf !== undefined) return [...new Set(anyOf.map(typeText))].join(' or ');
  if (Array.isArray(type)) return type.join(' or ');
  if (type === 'array') {
    const count = schema.prefixItems ? `${maxItems} ` : '';
    return maxItems === 0 ? 'empty list' : `list of ${count}${plural(typeText(itemsOf(schema)))}`;
  }
  if (type === 'object' && additionalProperties) return `${plural(typeText(additionalProperties))} by name`;
  return type ?? 'anything';
}

/** The schema of the items of a list; of one whose items have each their own, that of the first. */
function itemsOf({ items, prefixItems }) {
  return items ?? prefixItems?.[0];
}

/** A table of the fields of an object, those of objects in it too. Throws where nothing says what a field means. */
export function fieldTable(schema) {
  const rows = [...fieldsOf(schema, '')].map(({ name, type, meaning }) => {
    if (meaning === undefined) throw new Error(`nothing says what ${name} is: give it a docstring`);
    return `| \`${name}\` | ${type} | ${meaning.replaceAll('|', '\\|')} |`;
  });
  return ['| field | type | meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

/** A link to the section of this name. */
export function linkTo(name) {
  return `[${name}](#${name.toLowerCase()})`;
}

function* fieldsOf({ properties = {}, required = [] }, prefix) {
  for (const [name, schema] of Object.entries(properties)) {
    // The codes of errors have a list of their own.
    const type = schema.enum?.length > 10 ? 'string' : typeText(schema);
    const missing = required.includes(name) ? '' : ', may be missing';
    yield { name: prefix + name, type: `${type}${missing}`, meaning: schema.description };
    yield* innerFields(schema, prefix + name);
  }
}

function* innerFields(schema, name) {
  if (schema.properties) yield* fieldsOf(schema, `${name}.`);
  if (itemsOf(schema)) yield* innerFields(itemsOf(schema), `${name}[]`);
  for (const one of schema.anyOf ?? []) yield* innerFields(one, name);
}

function plural(text) {
  return /^(string|number|integer|object)$/.test(text) ? `${text}s` : text;
}
