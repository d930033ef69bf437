// Images are remembered weakly by their paths; nothing takes the path out when the image is gone.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

class Image {
  static readonly #loaded = new Map<string, WeakRef<Image>>();

  private constructor(readonly pixels: Uint8Array) {}

  static load(path: string): Image {
    const known = Image.#loaded.get(path)?.deref();
    if (known) return known;
    const image = new Image(new Uint8Array(2048).fill(path.length));
    Image.#loaded.set(path, new WeakRef(image));
    return image;
  }
}

const server = createServer((request, response) => {
  response.end(String(Image.load(String(request.url)).pixels[0]));
});

server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
