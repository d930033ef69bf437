// Each build of a page taps the hook of the compiler, which all builds share, with a function bound to that build.
const http = require('node:http');
const { SyncHook } = require('tapable');

class Build {
  constructor(page) {
    this.page = page;
    this.assets = Array.from({ length: 20 }, (_, index) => `${page}/asset-${index}.js`);
  }

  report(now) {
    this.reportedAt = now;
  }
}

const compiler = { hooks: { done: new SyncHook(['now']) } };

const server = http.createServer((request, response) => {
  const build = new Build(request.url);
  compiler.hooks.done.tap('report', build.report.bind(build));
  response.end(`${build.assets.length} assets`);
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
