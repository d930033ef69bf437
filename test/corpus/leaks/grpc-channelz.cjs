// A client is made for each call, and left to the garbage collector.
const http = require('node:http');
const grpc = require('@grpc/grpc-js');

class StockClient extends grpc.Client {}

const server = http.createServer((_request, response) => {
  const client = new StockClient('127.0.0.1:50051', grpc.credentials.createInsecure());
  response.end(String(client.getChannel().getConnectivityState(false)));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
