/** A wait for an inspector to open that is not announced and that nobody ends. */
export const wait = { timeoutMs: 120_000, notice: () => {}, signal: new AbortController().signal };
