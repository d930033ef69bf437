import type { Progress } from '../heap/analyse.js';
import type { WaitOptions } from '../isolate/wait-for-target.js';

/** How a look is watched and ended. */
export interface LookOptions extends WaitOptions {
  readonly progress: Progress;
}
