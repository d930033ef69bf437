// A cache for each of two hundred tenants, who come in no order; half of them have come when the service starts.
const http = require('node:http');

const TENANTS = 200;

class TenantCache {
  constructor(tenant) {
    this.tenant = tenant;
    this.prices = new Map(Array.from({ length: 10 }, (_, n) => [`sku-${n}`, n * tenant]));
  }
}

const caches = new Map();

function cacheOf(tenant) {
  if (!caches.has(tenant)) caches.set(tenant, new TenantCache(tenant));
  return caches.get(tenant);
}

for (let tenant = 0; tenant < TENANTS; tenant += 2) cacheOf(tenant);

const server = http.createServer((_request, response) => {
  const cache = cacheOf(Math.floor(Math.random() * TENANTS));
  response.end(String(cache.prices.size));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
