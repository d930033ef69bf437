/** Tells V8's global context by its name, to which the inspector adds the page's or program's. */
export function isNativeContext(name: string): boolean {
  return name.startsWith('system / NativeContext');
}
