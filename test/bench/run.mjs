// npm run bench -- NAME [ARGS…]: runs test/bench/NAME.mjs.
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [name, ...args] = process.argv.slice(2);
const script = new URL(`${name}-bench.mjs`, import.meta.url);
if (name !== undefined && existsSync(fileURLToPath(script))) {
  const { bench } = await import(script.href);
  await bench(args);
} else {
  const names = readdirSync(new URL('.', import.meta.url)).filter((file) => file.endsWith('-bench.mjs'));
  console.error(`usage: npm run bench -- NAME, of: ${names.map((file) => file.slice(0, -10)).join(', ')}`);
  process.exitCode = 2;
}
