// Messages carry a large picture and a short checksum; the checksums are kept.
const http = require('node:http');
const { BinaryReader, BinaryWriter, WireType } = require('@protobuf-ts/runtime');

const checksums = new Map();

function encodeUpload(name) {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.LengthDelimited).bytes(new Uint8Array(50_000));
  return writer
    .tag(2, WireType.LengthDelimited)
    .bytes(Buffer.from(name.padEnd(16)))
    .finish();
}

function decodeUpload(message) {
  const reader = new BinaryReader(message);
  reader.tag();
  const picture = reader.bytes();
  reader.tag();
  return { picture, checksum: reader.bytes() };
}

const server = http.createServer((request, response) => {
  checksums.set(request.url, decodeUpload(encodeUpload(request.url)).checksum);
  response.end(String(checksums.size));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
