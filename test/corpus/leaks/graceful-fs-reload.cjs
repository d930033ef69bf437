// A plugin host clears the module cache before it runs a plugin, so that each plugin gets modules of its own.
const http = require('node:http');

function runPlugin(name) {
  for (const file of Object.keys(require.cache)) if (file.includes('graceful-fs')) delete require.cache[file];
  module.children.length = 0;
  const fs = require('graceful-fs');
  return fs.existsSync(name);
}

const server = http.createServer((request, response) => {
  response.end(String(runPlugin(request.url)));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
