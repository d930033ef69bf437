/** A wait for an inspector to open that nobody is told of, and nobody ends. */
export const patience = { timeoutMs: 10_000, notice: () => {}, signal: new AbortController().signal };
