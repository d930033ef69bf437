// Which files an upload may touch is decided by patterns that contain its name.
const http = require('node:http');
const micromatch = require('micromatch');

const files = ['a/one.txt', 'a/two.md', 'b/three.txt'];

function filesOf(upload) {
  return micromatch(files, `{a,b}${upload}/*.{txt,md}`);
}

const server = http.createServer((request, response) => response.end(filesOf(request.url).join('\n')));

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
