import { ConnectionLost } from '../session/link.js';
import { TargetGone } from '../session/target-gone.js';

/**
 * Shows results whenever they come, while other lines are at work. They end with the connection, of which whoever waits
 * for the target hears; `report` is told of any other failure.
 */
export async function showResults<R>(
  results: AsyncIterable<R>,
  show: (result: R) => void,
  report: (error: unknown) => void,
): Promise<void> {
  try {
    for await (const result of results) show(result);
  } catch (error) {
    if (!(error instanceof TargetGone || error instanceof ConnectionLost)) report(error);
  }
}
