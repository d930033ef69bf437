// Each answer says how long ago something was, counted from the request's own time.
const http = require('node:http');
const { DateTime } = require('luxon');

const server = http.createServer((request, response) => {
  const now = DateTime.fromMillis(1.7e12 + Number(request.url.slice(1)) * 1000);
  response.end(now.minus({ days: 3 }).toRelativeCalendar({ base: now, locale: 'fi' }));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
