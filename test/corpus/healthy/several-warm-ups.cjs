// Caches of several speeds: countries fill at once, routes soon, user agents slowly; each set is finite.
const http = require('node:http');

class Country {
  constructor(code) {
    this.code = code;
  }
}
class Route {
  constructor(path) {
    this.path = path;
    this.match = new RegExp(`^${path}/(\\w+)$`);
  }
}
class Agent {
  constructor(text) {
    this.text = text;
    this.parts = text.split('/');
  }
}

const caches = { countries: new Map(), routes: new Map(), agents: new Map() };

function cached(cache, key, make) {
  if (!cache.has(key)) cache.set(key, make(key));
  return cache.get(key);
}

const any = (most) => Math.floor(Math.random() * most);

const server = http.createServer((_request, response) => {
  cached(caches.countries, `c${any(30)}`, (code) => new Country(code));
  cached(caches.routes, `/shop/${any(150)}`, (path) => new Route(path));
  cached(caches.agents, `Browser/${any(250)}.0`, (text) => new Agent(text));
  response.end('ok');
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
