// Neighbours are computed by an atom for each list of stations; a list that is made anew is another one.
const http = require('node:http');
const { atom, createStore } = require('jotai/vanilla');
const { atomFamily } = require('jotai/vanilla/utils');

const store = createStore();
const neighboursOf = atomFamily((stations) => atom(() => stations.map((station) => `${station} and around`)));

const server = http.createServer((request, response) => {
  const line = Number(request.url.slice(1)) % 7;
  const stations = Array.from({ length: 8 }, (_, index) => `line ${line}, stop ${index}`);
  response.end(store.get(neighboursOf(stations)).join());
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
