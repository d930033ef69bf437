import { ExitCode, UserError } from '../errors.js';

/** Checks how many of something a user asked for. Throws a UserError for what is no positive whole number. */
export function positive(value: number, name: string): number {
  if (Number.isInteger(value) && value > 0) return value;
  const instead = Number.isNaN(value) ? '' : `, not ${value}`;
  throw new UserError('usage', `${name} must be a positive whole number${instead}`, {
    hint: 'as 5 or 20',
    exitCode: ExitCode.usage,
  });
}

/** Reads `@123` as the node id 123; null for anything else. */
export function nodeId(text: string): number | null {
  return /^@\d+$/.test(text) ? Number(text.slice(1)) : null;
}

/** Reads `@123` or `123` as a node id. Throws a UserError for anything else. */
export function requireNodeId(text: string): number {
  const id = nodeId(text.startsWith('@') ? text : `@${text}`);
  if (id !== null) return id;
  throw new UserError('usage', `${text} is no @id`, {
    hint: 'the commands instances, biggest and retainers show the @id of objects',
    exitCode: ExitCode.usage,
  });
}
