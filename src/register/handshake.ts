import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * How a client and the console server of a service prove to each other that they know the same key, before anything
 * else is said. Each message is a line of JSON.
 *
 *     server: Greeting   client: Introduction   server: Welcome   then messages of the inspector protocol, both ways
 *
 * Each proof is an HMAC over both nonces, so that none can be used twice, and over the side that gives it, so that none
 * can be sent back.
 */
export interface Greeting {
  /** The version of this handshake. */
  readonly leakconsole: 1;
  /**
   * 32 random bytes, in hex, new for each connection; null: the server is only being started, and wants you to connect
   * again.
   */
  readonly nonce: string | null;
}

/** What a client says first. */
export interface Introduction {
  /** 32 random bytes, in hex. */
  readonly nonce: string;
  readonly proof: string;
  /** Who it says it is, for the audit; nothing proves it. */
  readonly user: string;
  readonly pid: number;
}

/** What the server answers to a client that knows the key; to any other it says nothing, and hangs up. */
export interface Welcome {
  readonly proof: string;
  /** The process that the server runs in, as it sees itself. */
  readonly pid: number;
  /** The version of this package on a server that is read-only, whose clients must be of the same; null: it is not. */
  readonly readOnlyVersion: string | null;
}

/** A message of a client that is no command of the protocol: what its user has asked for, for the audit. */
export interface AuditNote {
  readonly note: { readonly command: string; readonly args: unknown };
}

/** The random texts of both sides, of which each proof is made; hex. */
export interface Nonces {
  readonly server: string;
  readonly client: string;
}

/** The longest line before the client is known, characters. */
export const MOST_BEFORE_WELCOME = 1000;

/** 32 random bytes, as 64 hex digits. */
export function newNonce(): string {
  return randomBytes(32).toString('hex');
}

/** The proof that a side gives. */
export function prove(key: string, side: keyof Nonces, nonces: Nonces): string {
  return createHmac('sha256', key).update(`leakconsole 1 ${side} ${nonces.server} ${nonces.client}`).digest('hex');
}

/** Whether what a side gives is its proof. */
export function isProof(given: unknown, key: string, side: keyof Nonces, nonces: Nonces): boolean {
  const expected = Buffer.from(prove(key, side, nonces));
  const actual = Buffer.from(String(given));
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

/** Whether it has the form of a nonce. */
export function isNonce(given: unknown): given is string {
  return typeof given === 'string' && /^[\da-f]{64}$/.test(given);
}
