// Each upload is written to a temporary file, which is removed once it was read.
const fs = require('node:fs');
const http = require('node:http');
const tmp = require('tmp');

const server = http.createServer((request, response) => {
  tmp.file((error, path, descriptor, removeFile) => {
    if (error) throw error;
    fs.writeFileSync(descriptor, request.url);
    fs.closeSync(descriptor);
    response.end(fs.readFileSync(path));
    removeFile();
  });
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
