// The help of an interface is made from its description.
const http = require('node:http');
const { SwaggerClient } = require('swagger-client');

const description = {
  swagger: '2.0',
  info: { title: 'stock', version: '1.0' },
  host: 'stock.example',
  schemes: ['http'],
  paths: {
    '/articles/{id}': {
      get: {
        operationId: 'getArticle',
        tags: ['articles'],
        summary: 'one article',
        parameters: [{ name: 'id', in: 'path', type: 'string', required: true, description: 'its number' }],
        responses: { 200: { description: 'the article' } },
      },
    },
  },
};

const client = new SwaggerClient({ url: 'http://stock.example', spec: description, success: start });

function start() {
  const server = http.createServer((_request, response) => response.end(client.apis.articles.getArticle.help()));
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
}
