import { stepCalls } from './step-calls.js';

export default stepCalls;
