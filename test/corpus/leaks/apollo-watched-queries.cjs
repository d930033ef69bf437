// A page rendered on the server watches its query, and nobody stops that.
const http = require('node:http');
const { ApolloClient, ApolloLink, InMemoryCache, Observable, gql } = require('@apollo/client/core');
const link = new ApolloLink(() => Observable.of({ data: { user: { __typename: 'User', id: '1', name: 'x' } } }));
const client = new ApolloClient({ link, cache: new InMemoryCache() });
const query = gql`query User($id: ID) { user(id: $id) { id name } }`;
const server = http.createServer((_request, response) => {
  const watched = client.watchQuery({ query, variables: { id: '1' } });
  watched.subscribe(({ data }) => {
    if (!response.writableEnded) response.end(data?.user?.name ?? '');
  });
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
