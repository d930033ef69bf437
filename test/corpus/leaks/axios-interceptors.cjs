// A client sets its token by an interceptor, before each request.
const http = require('node:http');
const axios = require('axios');

function createClient(token) {
  axios.interceptors.request.use((config) => {
    config.headers['x-token'] = token;
    return config;
  });
  return axios;
}

const backend = http.createServer((_request, response) => response.end('ok'));
const server = http.createServer(async (request, response) => {
  const client = createClient(`token of ${request.url}`);
  const answer = await client.get(`http://127.0.0.1:${backend.address().port}/`);
  response.end(answer.data);
});

backend.listen(0, '127.0.0.1', () => {
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
});
