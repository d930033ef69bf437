import { readThreadState } from './thread-state.js';

/**
 * What `read` gives, which may load modules of Node. Null while Node is loading one, in the midst of which this call
 * has come: to load another then would break the process.
 */
export function unlessLoading<T>(read: () => T): T | null {
  return readThreadState() === 'loading' ? null : read();
}
