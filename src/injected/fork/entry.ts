import { program } from '../program.js';
import { createForks } from './forks.js';

export default createForks((name) => program.load(name));
