// A forum keeps its discussions in LokiJS, and shows each visitor a view of those that are of interest.
const http = require('node:http');
const Loki = require('lokijs');

const discussions = new Loki('forum.db').addCollection('discussions');
for (let id = 0; id < 50; id++) discussions.insert({ id, group: id % 10, title: `discussion ${id}` });

function listFor(visitor) {
  const view = discussions.addDynamicView(`visitor ${visitor}`);
  view.applyFind({ group: visitor % 10 });
  return view.data().map(({ title }) => title);
}

const server = http.createServer((request, response) => {
  response.end(JSON.stringify(listFor(Number(request.url.slice(1)))));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
