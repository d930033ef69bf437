import { program } from '../program.js';
import { Timers } from '../timers.js';

// What the console needs of Node, taken once: the program may wrap what it has under global names, or mock its clock.
export const util = program.load('util') as typeof import('node:util');
export const { promiseHooks } = program.load('v8') as typeof import('node:v8');
export const asyncHooks = program.load('async_hooks') as typeof import('node:async_hooks');
export const timers = new Timers(program);
