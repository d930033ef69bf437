import { takeHold } from './take-hold.js';

export default takeHold;
