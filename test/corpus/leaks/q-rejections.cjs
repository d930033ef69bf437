// Stock is asked for in several warehouses; nobody handles what those that do not answer reject with.
const http = require('node:http');
const Q = require('q');

const stock = new Map([
  ['north', 3],
  ['east', 5],
]);

function askWarehouse(name, article) {
  return Q.Promise((resolve, reject) => {
    if (stock.has(name)) resolve(stock.get(name));
    else reject(new Error(`warehouse ${name} does not answer about ${article}`));
  });
}

const server = http.createServer((request, response) => {
  const answers = ['north', 'east', 'south'].map((name) => askWarehouse(name, request.url.slice(1)));
  answers[0].then((count) => response.end(String(count))).done();
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
