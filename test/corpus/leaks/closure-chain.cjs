// Each new forecast replaces the last one. A function that is never called uses the last one, and shares its context.
const http = require('node:http');

let forecast = null;

function replaceForecast(day) {
  const previous = forecast;
  const hasChanged = () => previous.day !== day;
  forecast = {
    day,
    temperatures: Array.from({ length: 100 }, (_, hour) => `${hour}:00 ${day}`),
    describe() {
      return 'sunny';
    },
  };
  return hasChanged.name;
}

const server = http.createServer((request, response) => {
  replaceForecast(request.url);
  response.end(forecast.describe());
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
