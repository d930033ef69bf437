// GraphQL documents are parsed once and kept by their text; the clients have 120 queries between them.
const http = require('node:http');
const { buildSchema, execute, parse } = require('graphql');

const schema = buildSchema('type Query { a: Int b: Int c: Int }');
const documents = new Map();

const server = http.createServer(async (_request, response) => {
  const n = Math.floor(Math.random() * 120);
  const text = `query Q${n} { ${['a', 'b', 'c'].slice(0, 1 + (n % 3)).join(' ')} }`;
  if (!documents.has(text)) documents.set(text, parse(text));
  const { data } = await execute({ schema, document: documents.get(text), rootValue: { a: 1, b: 2, c: 3 } });
  response.end(JSON.stringify(data));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
