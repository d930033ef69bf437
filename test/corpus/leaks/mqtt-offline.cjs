// Readings are published with an acknowledgement; while there is no broker, each waits in the outgoing store.
const http = require('node:http');
const mqtt = require('mqtt');

const broker = mqtt.connect('mqtt://127.0.0.1:9', { reconnectPeriod: 2000 });
broker.on('error', () => {});

const server = http.createServer((request, response) => {
  broker.publish('readings', JSON.stringify({ meter: request.url, value: 21.5 }), { qos: 1 });
  response.end('published');
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
