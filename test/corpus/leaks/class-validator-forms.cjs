// A form service makes a class for each form that it validates, and decorates its fields.
const http = require('node:http');
const { IsString, MaxLength, validate } = require('class-validator');

function createForm(length) {
  class Form {
    title = 'a title';
  }
  IsString()(Form.prototype, 'title');
  MaxLength(length)(Form.prototype, 'title');
  return Form;
}

const server = http.createServer(async (request, response) => {
  const Form = createForm(10 + (Number(request.url.slice(1)) % 10));
  const errors = await validate(new Form());
  response.end(`${errors.length} errors`);
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
