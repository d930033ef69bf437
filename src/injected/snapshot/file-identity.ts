/** By what a file of a machine is told apart, whatever path leads to it. Used on both sides of the connection. */
export function identityOf({ dev, ino }: { readonly dev: bigint; readonly ino: bigint }): string {
  return `${dev}:${ino}`;
}
