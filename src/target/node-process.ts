/** How a process can be attached to. */
export type Access = Reachable | OutOfReach;

/** A process that can be attached to. */
interface Reachable {
  /** `server`: it has opened a console server itself. `open`: its inspector listens. `signal`: SIGUSR1 opens it. */
  readonly how: 'server' | 'open' | 'signal';
  /** What to give to `leakconsole attach`. */
  readonly target: string;
}

/** A process that cannot be attached to. */
interface OutOfReach {
  /** Not at all. */
  readonly how: 'none';
  /** Why, in one word: a code as errors have. */
  readonly code: string;
  /** Why, for people. */
  readonly reason: string;
  /** What to do about it, for people. */
  readonly hint: string | null;
}

/** A Node process of this machine. */
export interface NodeProcess {
  /** Its id. */
  readonly pid: number;
  /** Its command line. */
  readonly command: readonly string[];
  /** Such as `v22.1.0`; null where it cannot be told without running something that we do not trust. */
  readonly version: string | null;
  /** How long it has run, ms. */
  readonly ageMs: number;
  /** Its RSS, bytes. */
  readonly rssBytes: number;
  /** Its working directory; null where that cannot be told. */
  readonly cwd: string | null;
  /** The TCP ports at which it listens, its inspector's not among them; empty where that cannot be told. */
  readonly ports: readonly number[];
  /** How it can be attached to. */
  readonly access: Access;
}
