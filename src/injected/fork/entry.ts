import { Forks } from './forks.js';

export default new Forks();
