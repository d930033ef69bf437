import { program } from '../program.js';
import { turnsTaken } from './time-slicer.js';

const { setImmediate, clearImmediate } = program.load('timers') as typeof import('node:timers');

/**
 * How many asynchronous resources the thread has made so far, by the id of the newest: each request, timer and write is
 * one. Those of walks are left out. Null where the runtime numbers none.
 */
export function countAsyncResources(): number | null {
  const newest = setImmediate(doNothing);
  clearImmediate(newest);
  const asyncId = Object.getOwnPropertySymbols(newest).find(({ description }) => description === 'asyncId');
  const id = asyncId && (newest as never)[asyncId];
  return typeof id === 'number' ? id - turnsTaken() : null;
}

function doNothing(): void {}
