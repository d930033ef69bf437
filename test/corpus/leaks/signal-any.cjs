// Each job has a signal that ends with the service or after a while.
const http = require('node:http');
class Jobs {
  stopping = new AbortController();
  async run(name) {
    const signal = AbortSignal.any([this.stopping.signal, AbortSignal.timeout(60_000)]);
    return signal.aborted ? '' : name;
  }
}
const jobs = new Jobs();
const server = http.createServer(async (request, response) => {
  response.end(await jobs.run(request.url));
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
