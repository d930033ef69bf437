// A gateway forwards each request upstream; one cancel token ends all calls when the service stops.
const http = require('node:http');
const axios = require('axios');

const stopping = axios.CancelToken.source();

class Call {
  constructor(path) {
    this.path = path;
    this.body = Buffer.alloc(2000, path);
  }
}

const upstream = http.createServer((request, response) => request.resume().on('end', () => response.end('done')));
upstream.listen(0, '127.0.0.1');

const server = http.createServer(async (request, response) => {
  const call = new Call(request.url);
  const url = `http://127.0.0.1:${upstream.address().port}${call.path}`;
  const answer = await axios.post(url, call.body, {
    cancelToken: stopping.token,
    transformResponse: (data) => `${call.path} ${data}`,
  });
  response.end(answer.data);
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.on('SIGTERM', () => stopping.cancel());
