/** Whose code something is from: the service's own files, those of its packages, or Node and V8. */
export type Origin = 'own' | 'package' | 'builtin';

/** Whose code a script is, by its URL or path; null: V8's own, which has none. */
export function originOf(url: string | null): Origin {
  // Deno's own code has URLs such as ext:deno_node/internal/errors.ts.
  if (url === null || /^(node|ext):/.test(url)) return 'builtin';
  return /[\\/]node_modules[\\/]/.test(url) ? 'package' : 'own';
}

/** Whether a script is what a console has evaluated in the target: this one, or another that is attached as well. */
export function isOfConsole(url: string): boolean {
  return url.startsWith('leakconsole/');
}
