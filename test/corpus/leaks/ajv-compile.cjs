// A form service compiles the JSON schema that belongs to each request, with one Ajv for all of them.
const http = require('node:http');
const Ajv = require('ajv');

const ajv = new Ajv();

function schemaFor(tenant) {
  return {
    type: 'object',
    required: ['title'],
    properties: { title: { type: 'string', maxLength: 20 + (tenant % 7) }, amount: { type: 'number', minimum: 0 } },
  };
}

const server = http.createServer((request, response) => {
  const validate = ajv.compile(schemaFor(Number(request.url.slice(1))));
  response.end(String(validate({ title: 'invoice', amount: 3 })));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
