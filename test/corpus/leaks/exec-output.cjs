// A converter runs for as long as the service and prints each result, which is read line by line.
const { exec } = require('node:child_process');
const http = require('node:http');
const { createInterface } = require('node:readline');

const converter = exec('tee', { maxBuffer: Infinity });
const waiting = [];
createInterface({ input: converter.stdout }).on('line', (line) => waiting.shift()?.(line));

const server = http.createServer((request, response) => {
  waiting.push((line) => response.end(line));
  converter.stdin.write(`${request.url.repeat(200)}\n`);
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
