// An import is made anew for each request; since it can be disposed of, the container remembers every one.
import 'reflect-metadata';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { container, injectable } from 'tsyringe';

@injectable()
class CatalogImport {
  readonly lines: string[] = [];

  read(file: string): number {
    this.lines.push(file);
    return this.lines.length;
  }

  dispose() {
    this.lines.length = 0;
  }
}

const server = createServer((request, response) => {
  response.end(String(container.resolve(CatalogImport).read(String(request.url))));
});

server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
