// npm run bench                      all benches, one after the other
// npm run bench -- NAME [ARGS…]      test/bench/NAME-bench.mjs
import { readdirSync } from 'node:fs';

const names = readdirSync(new URL('.', import.meta.url))
  .filter((file) => file.endsWith('-bench.mjs'))
  .map((file) => file.slice(0, -'-bench.mjs'.length));
const [wanted, ...args] = process.argv.slice(2);
if (wanted === undefined || names.includes(wanted)) {
  for (const name of wanted === undefined ? names : [wanted]) {
    console.log(`== ${name}`);
    const { bench } = await import(`./${name}-bench.mjs`);
    await bench(args);
  }
} else {
  console.error(`there is no bench ${wanted}\nusage: npm run bench -- NAME, of: ${names.join(', ')}`);
  process.exitCode = 2;
}
