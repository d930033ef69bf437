// A GraphQL server with its caches: parsed and persisted documents, results by query, and a DataLoader for each request still open.
const DataLoader = require('dataloader');
const graphql = require('graphql');

/** Requests that make about one megabyte of snapshot. */
exports.unitsPerMegabyte = 17;

const types = Array.from(
  { length: 300 },
  (_, id) => `
  type Entity${id} implements Node { id: ID! name: String! tags: [String!]! next: Entity${(id + 1) % 300} related(first: Int): [Node!]! }
  input Filter${id} { name: String after: ID tags: [String!] }`,
);
const schema = graphql.buildSchema(`
  interface Node { id: ID! name: String! }
  ${types.join('')}
  type Query { ${types.map((_, id) => `entity${id}(id: ID!, filter: Filter${id}): Entity${id}`).join(' ')} }`);

const rows = new Map();
const documents = new Map();
const results = new Map();
const requests = [];

class Row {
  constructor(kind, id) {
    this.__typename = `Entity${kind}`;
    this.id = `${kind}:${id}`;
    this.name = `row ${id} of ${kind}`;
    this.tags = [`tag ${id % 20}`, `kind ${kind}`];
  }
  next(_args, { loader }) {
    const [kind, id] = this.id.split(':').map(Number);
    return loader.load(`${(kind + 1) % 300}:${id}`);
  }
  related({ first }, { loader }) {
    const [kind, id] = this.id.split(':').map(Number);
    return loader.loadMany(Array.from({ length: first }, (_, k) => `${(kind + k) % 300}:${(id + k) % 1000}`));
  }
}

function load(key) {
  if (!rows.has(key)) rows.set(key, new Row(...key.split(':').map(Number)));
  return rows.get(key);
}

exports.fill = async (units) => {
  for (let request = 0; request < units; request++) {
    const kind = request % 300;
    const source = `query Q${request % 5000}($id: ID!, $first: Int) { entity${kind}(id: $id, filter: { name: "n${request % 5000}" }) {
      id name tags related(first: $first) { id name } next { id tags next { id name related(first: 3) { id } } } } }`;
    if (!documents.has(source)) documents.set(source, graphql.parse(source));
    const context = {
      loader: new DataLoader(async (keys) => keys.map(load)),
      user: { id: request, roles: ['reader'] },
    };
    const result = await graphql.execute({
      schema,
      document: documents.get(source),
      rootValue: { [`entity${kind}`]: ({ id }) => context.loader.load(`${kind}:${id}`) },
      contextValue: context,
      variableValues: { id: String(request % 1000), first: request % 12 },
    });
    results.set(`${source}${request}`, result);
    requests.push(context);
  }
};
exports.kept = () => [schema, rows, documents, results, requests];
