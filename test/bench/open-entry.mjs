// leakconsole on one file: parse, retainers, distances, dominators, retained sizes, classes.
import { openSnapshot } from '../../dist/program/index.js';

const { analysis } = await openSnapshot(process.argv[2]);
process.stdout.write(String(analysis.classes.length));
