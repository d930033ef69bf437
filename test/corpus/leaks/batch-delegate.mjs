// A gateway asks the authors' schema through loaders, which are kept for the root value: one object for all requests.
import { createServer } from 'node:http';
import { batchDelegateToSchema } from '@graphql-tools/batch-delegate';
import { buildSchema, GraphQLList, GraphQLObjectType, GraphQLSchema, GraphQLString, graphql } from 'graphql';

const Author = new GraphQLObjectType({ name: 'Author', fields: { id: { type: GraphQLString } } });
const authors = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: {
      authors: {
        type: new GraphQLList(Author),
        args: { ids: { type: new GraphQLList(GraphQLString) } },
        resolve: (_root, { ids }) => ids.map((id) => ({ id })),
      },
    },
  }),
});
const gateway = buildSchema('type Author { id: String } type Query { author(id: String): Author }');
const rootValue = {
  author: ({ id }, context, info) =>
    batchDelegateToSchema({ schema: authors, operation: 'query', fieldName: 'authors', key: id, context, info }),
};

const server = createServer(async (request, response) => {
  const source = 'query ($id: String) { author(id: $id) { id } }';
  const answer = await graphql({ schema: gateway, source, rootValue, variableValues: { id: request.url } });
  response.end(JSON.stringify(answer));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
