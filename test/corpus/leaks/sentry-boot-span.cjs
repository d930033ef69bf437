// The queue of jobs was started while the span of the boot was active, so that each job is a child of that span.
const http = require('node:http');
const sentry = require('@sentry/core');

const client = new sentry.ServerRuntimeClient({
  dsn: 'https://key@127.0.0.1/1',
  integrations: [],
  stackParser: () => [],
  tracesSampleRate: 1,
  transport: (options) => sentry.createTransport(options, async () => ({ statusCode: 200 })),
});
sentry.setCurrentClient(client);
client.init();

const boot = sentry.startInactiveSpan({ name: 'boot' });

function runJob(url) {
  sentry.withActiveSpan(boot, () => sentry.startSpan({ name: `job ${url}`, attributes: { url } }, () => url.length));
}

const server = http.createServer((request, response) => {
  runJob(request.url);
  response.end('ok');
});

boot.end();
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
