// A Fastify application in ES modules: schemas, hooks, decorators, plugins.
import cookie from '@fastify/cookie';
import Fastify from 'fastify';

class Article {
  constructor(id) {
    this.id = id;
    this.tags = [{ name: `tag ${id % 100}` }];
    this.created = new Date();
  }
}

const articles = new Map();
const recent = [];
const app = Fastify();
await app.register(cookie);
app.decorate('articles', articles);
app.addHook('onRequest', async (request) => {
  recent.push({ url: request.url, at: Date.now() });
});
await app.register(async (scope) => {
  const views = new WeakMap();
  scope.get(
    '/articles/:id',
    { schema: { params: { type: 'object', properties: { id: { type: 'integer' } } } } },
    async (request) => {
      const { id } = request.params;
      if (!articles.has(id)) articles.set(id, new Article(id));
      const article = articles.get(id);
      views.set(article, (views.get(article) ?? 0) + 1);
      return { ...article, views: views.get(article) };
    },
  );
});
await app.listen({ port: 0, host: '127.0.0.1' });
console.log(`listening on ${app.server.address().port}`);
