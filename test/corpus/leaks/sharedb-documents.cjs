// Each page subscribes to a document on the server, reads it, and destroys it.
const http = require('node:http');
const ShareDB = require('sharedb');

const backend = new ShareDB();
const connection = backend.connect();

function readPage(id) {
  const page = connection.get('pages', id);
  return new Promise((resolve, reject) => {
    page.subscribe((error) => {
      if (error) return reject(error);
      const { version } = page;
      page.destroy();
      resolve(`version ${version} of ${id}`);
    });
  });
}

const server = http.createServer(async (request, response) => response.end(await readPage(request.url)));

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
