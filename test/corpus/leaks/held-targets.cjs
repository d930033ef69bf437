// Uploads that are collected give back their buffers: what is registered for that is the upload itself.
const http = require('node:http');

class Upload {
  constructor(name) {
    this.name = name;
    this.chunks = [Buffer.alloc(512), name.repeat(20)];
  }

  release() {
    this.chunks = [];
  }
}

const cleanups = new FinalizationRegistry(({ upload }) => upload.release());

const server = http.createServer((request, response) => {
  const upload = new Upload(request.url);
  cleanups.register(upload, { upload, at: Date.now() });
  response.end(upload.name);
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
