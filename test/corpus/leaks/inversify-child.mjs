// Each request gets a container of its own, a child of the application's.
import 'reflect-metadata';
import { createServer } from 'node:http';
import { Container } from 'inversify';

class RequestScope {
  constructor(url) {
    this.url = url;
  }
}

const application = new Container();
application.bind('greeting').toConstantValue('hello');

const server = createServer((request, response) => {
  const container = new Container({ parent: application });
  container.bind('scope').toConstantValue(new RequestScope(request.url));
  response.end(`${container.get('greeting')} ${container.get('scope').url}`);
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
