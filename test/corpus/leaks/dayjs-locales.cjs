// Each tenant has names of its own for the months.
const http = require('node:http');
const dayjs = require('dayjs');

const server = http.createServer((request, response) => {
  const tenant = `tenant-${request.url.slice(1)}`;
  const months = Array.from({ length: 12 }, (_, month) => `${month + 1}. month`);
  dayjs.locale({ name: tenant, months, weekdays: [], formats: {} }, null, true);
  response.end(dayjs(0).locale(tenant).format('MMMM'));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
