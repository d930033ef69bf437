import { completions } from '../injected/completions.js';
import { callNow } from '../session/call.js';
import type { LiveTarget } from './target.js';

/** The names that could follow `path.` and begin with `prefix`, in the current module's scope; nothing of the service runs for it. */
export function completeNames(target: LiveTarget, path: readonly string[], prefix: string): Promise<string[]> {
  return callNow(target.session, completions, target.state, null, null, path, prefix);
}
