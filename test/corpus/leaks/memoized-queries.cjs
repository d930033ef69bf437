// What a query comes to is memoized by the query itself, which is a new object each time.
const http = require('node:http');
const querystring = require('node:querystring');

function memoizeBy(compute) {
  const results = new Map();
  return (key) => {
    if (!results.has(key)) results.set(key, compute(key));
    return results.get(key);
  };
}

const filterOf = memoizeBy((query) => Object.keys(query).sort().join(' and '));

const server = http.createServer((request, response) => {
  response.end(filterOf(querystring.parse(`article=${request.url.slice(1)}&size=3`)));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
