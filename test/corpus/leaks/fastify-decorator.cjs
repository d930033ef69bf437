// Handlers note what they did in request.trail, which is meant to begin empty for each request.
const fastify = require('fastify');

class TrailEntry {
  constructor(url) {
    this.url = url;
    this.at = Date.now();
  }
}

const app = fastify();
app.decorateRequest('trail', []);
app.get('/*', async (request) => {
  request.trail.push(new TrailEntry(request.raw.url));
  return 'ok';
});

app.listen(0, '127.0.0.1', () => console.log(app.server.address().port));
