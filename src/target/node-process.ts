/** How a process can be attached to: `target` is what to give to `leakconsole attach`. */
export type Access =
  | { readonly how: 'open'; readonly target: string }
  | { readonly how: 'signal'; readonly target: string }
  | { readonly how: 'none'; readonly code: string; readonly reason: string; readonly hint: string | null };

/** A Node process of this machine. */
export interface NodeProcess {
  readonly pid: number;
  readonly command: readonly string[];
  /** Such as `v22.1.0`; null where it cannot be told without running something that we do not trust. */
  readonly version: string | null;
  readonly ageMs: number;
  readonly rssBytes: number;
  readonly access: Access;
}
