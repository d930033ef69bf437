// A preview service renders pages whose scripts set intervals, and never closes their windows.
const http = require('node:http');
const { JSDOM } = require('jsdom');

const page = (id) => `<title>${id}</title><script>setInterval(() => { document.title += '.'; }, 60000)</script>`;

function preview(id) {
  const dom = new JSDOM(page(id), { runScripts: 'dangerously' });
  return dom.serialize();
}

const server = http.createServer((request, response) => {
  response.end(preview(request.url.slice(1)));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
