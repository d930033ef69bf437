import { UserError } from '../errors.js';

/** For a message that no inspector would send: what listens at the other end is something else. */
export function badMessage(name: string, what: string, cause?: unknown): UserError {
  return new UserError('bad-message', `${name} sent ${what}`, {
    hint: 'is there a proxy in between, or another program? `leakconsole ps` shows who owns the port',
    cause,
  });
}
