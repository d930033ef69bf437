/** Tells whether the path of a snapshot is standard input. */
export function isStdin(path: string): boolean {
  return /^(?:-|\/dev\/stdin|\/dev\/fd\/0|\/proc\/self\/fd\/0)$/.test(path);
}
