// Each call of the client adds a middleware that sets the trace's id, to the stack that all calls share.
const http = require('node:http');
const { constructStack } = require('@smithy/middleware-stack');

class Client {
  middlewareStack = constructStack();

  send(input) {
    const handler = this.middlewareStack.resolve(async ({ request }) => ({ output: request }), {});
    return handler({ input, request: { headers: {} } });
  }
}

const client = new Client();

async function upload(traceId) {
  const withTrace = (next) => (args) => {
    args.request.headers['x-trace'] ??= traceId;
    return next(args);
  };
  client.middlewareStack.add(withTrace, { step: 'build' });
  const { output } = await client.send({ key: traceId });
  return output.headers['x-trace'];
}

const server = http.createServer(async (request, response) => response.end(await upload(`trace of ${request.url}`)));

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
