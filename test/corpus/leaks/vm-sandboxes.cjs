// Each tenant's rules run in a context of their own, which is kept to run them again.
const http = require('node:http');
const vm = require('node:vm');

const sandboxes = new Map();
const rules = new vm.Script('class Rule { constructor(of) { this.of = of; } } const rule = new Rule(tenant); rule.of;');

function sandboxOf(tenant) {
  const known = sandboxes.get(tenant);
  if (known !== undefined) return known;
  const created = vm.createContext({ tenant });
  sandboxes.set(tenant, created);
  return created;
}

const server = http.createServer((request, response) => response.end(rules.runInContext(sandboxOf(request.url))));

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
