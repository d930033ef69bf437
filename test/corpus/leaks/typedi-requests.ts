// Each request gets a container of its own, which is emptied at its end, but not taken out.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import 'reflect-metadata';
import { Container, Service } from 'typedi';

@Service()
class Basket {
  readonly articles: string[] = [];

  add(article: string): number {
    return this.articles.push(article);
  }
}

const server = createServer((request, response) => {
  const container = Container.of(request.url);
  response.end(String(container.get(Basket).add('pencil')));
});

server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
