/**
 * The frames of the functions that are running, the innermost first, as V8 writes them. What awaits is on the trace
 * too, but not on the stack. The `Error` is of our realm: the program's stays as it is.
 */
export function runningFrames(limit: number): readonly string[] {
  const { stackTraceLimit, prepareStackTrace } = Error;
  try {
    Error.stackTraceLimit = limit;
    Error.prepareStackTrace = (_: Error, sites: NodeJS.CallSite[]) =>
      sites.filter((site) => !site.isAsync()).map((site) => String(site));
    const stack: string | string[] = new Error().stack ?? [];
    return typeof stack === 'string' ? framesOf(stack) : stack;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    Error.prepareStackTrace = prepareStackTrace;
  }
}

/** V8 asks no function for a trace while another trace is being prepared, and writes the text itself. */
function framesOf(stack: string): string[] {
  const [, ...lines] = stack.split('\n');
  return lines.map((line) => line.replace('    at ', '')).filter((frame) => !frame.startsWith('async '));
}
