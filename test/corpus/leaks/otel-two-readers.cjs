// Requests are counted for two metric readers, one of which collects often.
const http = require('node:http');
const { AggregationTemporality, MeterProvider, MetricReader } = require('@opentelemetry/sdk-metrics');

class ManualReader extends MetricReader {
  selectAggregationTemporality() {
    return AggregationTemporality.DELTA;
  }

  async onForceFlush() {}

  async onShutdown() {}
}

const often = new ManualReader();
const rarely = new ManualReader();
const provider = new MeterProvider();
provider.addMetricReader(often);
provider.addMetricReader(rarely);
const meter = provider.getMeter('service');
const requests = meter.createCounter('requests');
meter
  .createObservableGauge('uptime')
  .addCallback((result) => result.observe(process.uptime(), { route: '/', process: 'service' }));

const server = http.createServer(async (request, response) => {
  requests.add(1, { method: request.method });
  await often.collect();
  response.end('ok');
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
