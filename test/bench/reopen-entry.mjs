// leakconsole on one file that may have an index in FOLDER; without one, it ends when that is written.
//   node reopen-entry.mjs FOLDER FILE
import { loadSnapshot } from '../../dist/snapshot/files.js';

const [cacheDirectory, file] = process.argv.slice(2);
const { analysis } = await loadSnapshot(file, () => {}, undefined, { cacheDirectory, maxBytes: 16e9 });
process.stdout.write(String(analysis.classes.length));
