// Customers' rules are compiled code with a source map in it, and run under a name of their own each time.
const http = require('node:http');
const vm = require('node:vm');
const sourceMapSupport = require('source-map-support');

// In one piece it would be taken for a comment of this file.
const COMMENT = ['source', 'MappingURL'].join('');

const scripts = new Map();
sourceMapSupport.install({ retrieveFile: (name) => scripts.get(name) ?? null });

function compile(rule) {
  const map = {
    version: 3,
    sources: [`${rule}.ts`],
    names: [],
    mappings: 'AAAA',
    sourcesContent: [`// ${rule}`.repeat(50)],
  };
  const url = `data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`;
  return `throw new Error('${rule} failed')\n//# ${COMMENT}=${url}`;
}

function run(rule) {
  const filename = `/rules/${rule}.js`;
  scripts.set(filename, compile(rule));
  try {
    vm.runInThisContext(scripts.get(filename), { filename });
  } catch (error) {
    return error.stack;
  } finally {
    scripts.delete(filename);
  }
}

const server = http.createServer((request, response) => {
  response.end(run(request.url.slice(1)));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
