import { identify } from './identify.js';

export default identify;
