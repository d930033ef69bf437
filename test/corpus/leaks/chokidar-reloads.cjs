// The configuration is read anew for each tenant, and watched each time; the watcher before is not closed.
const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');
const chokidar = require('chokidar');

const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'service-')), 'config.json');
fs.writeFileSync(file, '{ "greeting": "hello" }');

function loadConfiguration() {
  const configuration = JSON.parse(fs.readFileSync(file, 'utf8'));
  return new Promise((resolve) => {
    const watcher = chokidar.watch(file, { ignoreInitial: true });
    watcher.on('change', () => Object.assign(configuration, JSON.parse(fs.readFileSync(file, 'utf8'))));
    watcher.on('ready', () => resolve(configuration));
  });
}

const server = http.createServer(async (_request, response) => {
  response.end((await loadConfiguration()).greeting);
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
