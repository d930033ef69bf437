// Visits that are under way are an ordered map, of which a new version replaces the last one.
const { OrderedMap } = require('immutable');
const http = require('node:http');

let visits = OrderedMap.empty().set('monitoring', 'since the start');

const server = http.createServer((request, response) => {
  for (let step = 0; step < 20; step++) {
    const visit = `${request.url}/${step}`;
    visits = visits.set(visit, step);
    visits = visits.remove(visit);
  }
  response.end(`${visits.length} under way`);
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
