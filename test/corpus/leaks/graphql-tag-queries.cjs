// A reporting service builds each GraphQL document from what the request asks for.
const http = require('node:http');
const gql = require('graphql-tag');
const { print } = require('graphql');

function reportQuery(id) {
  return gql(`{ report(id: "${id}") { title total lines(first: ${Number(id) % 50}) { amount } } }`);
}

const server = http.createServer((request, response) => {
  response.end(print(reportQuery(request.url.slice(1))));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
