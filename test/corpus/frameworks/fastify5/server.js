import fastify from 'fastify';

class Visit {
  constructor(page) {
    this.page = page;
    this.at = Date.now();
  }
}

const visits = new Map();

const app = fastify();
app.get('/visits/:id', async (request) => {
  visits.set(request.params.id, new Visit(request.params.id));
  return `${visits.size} visits`;
});
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
