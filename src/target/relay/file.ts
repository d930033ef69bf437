// Sends a file.
import { createReadStream, statSync } from 'node:fs';
import { answer, serveWith } from './serve.js';

void serveWith<'file'>(async ({ path }) => {
  answer({ kind: 'file', bytes: statSync(path).size });
  createReadStream(path).pipe(process.stdout);
});
