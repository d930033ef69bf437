import { ExitCode, UserError } from '../errors.js';

/** What the other side answers to a command. */
export interface Answer {
  readonly id: number;
  readonly result: object;
  /** `isRefused`: a console server is read-only, and does not allow it. */
  readonly error?: { readonly message: string; readonly isRefused: boolean };
}

/** What the other side tells by itself. */
export interface Event {
  readonly method: string;
  readonly params: object;
}

/**
 * Reads a message; null if it is no message of the protocol. What an answer or event must contain is not checked here.
 */
export function parseMessage(text: string): Answer | Event | null {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isObject(message)) return null;
  const { id, method, params = {}, result = {}, error } = message;
  if (id === undefined) return typeof method === 'string' && isObject(params) ? { method, params } : null;
  if (typeof id !== 'number' || !isObject(result)) return null;
  if (error === undefined) return { id, result };
  return isObject(error) && typeof error.message === 'string'
    ? { id, result, error: { message: error.message, isRefused: error.isRefused === true } }
    : null;
}

/** The error for what a read-only console server has refused; its audit file has the name of that. */
export function refusedByServer(): UserError {
  return new UserError('read-only', 'the console server of the service is read-only, and refuses this', {
    hint:
      'heap snapshots and .alloc need more than it allows; .mem, .scope, .types, .growth, .collections, .path, ' +
      '… work',
    exitCode: ExitCode.refused,
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
