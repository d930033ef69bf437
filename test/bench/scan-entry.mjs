// What any reader in JavaScript has to do at least: read a file and look at each byte.
import { openSync, readSync } from 'node:fs';

const file = openSync(process.argv[2]);
const buffer = new Uint8Array(2 ** 20);
let sum = 0;
for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) {
  for (let at = 0; at < read; at++) sum = (sum + buffer[at]) | 0;
}
process.stdout.write(String(sum));
