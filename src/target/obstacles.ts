import { PS_HINT, UserError } from '../errors.js';

/** How long we wait for an inspector to open, ms; a process that can open it takes 30 to 40. */
export const OPENING_PATIENCE = 5000;

export function noProcess(pid: number): UserError {
  return new UserError('no-process', `there is no process ${pid}`, { hint: PS_HINT });
}

export function notNode(pid: number, name: string): UserError {
  return new UserError('not-node', `process ${pid} (${name}) is no Node process`, {
    hint: 'if it is Node under another name, open its inspector yourself, and attach to the port',
  });
}

/** The process was asked to open its inspector, and did not. */
export function notOpened(pid: number): UserError {
  const seconds = OPENING_PATIENCE / 1000;
  return new UserError('not-opened', `process ${pid} got SIGUSR1 and opened no inspector in ${seconds} s`, {
    hint: 'it has a SIGUSR1 listener of its own, or is busy in native code: then it may open one later, and `leakconsole ps` shows it',
  });
}

/** What keeps us from a process that runs as the user `uid`; null if nothing does. */
export function ownershipObstacle(pid: number, uid: number | null): UserError | null {
  const ours = process.geteuid?.() ?? 0;
  if (ours === 0 || uid === null || uid === ours) return null;
  return new UserError('not-ours', `process ${pid} runs as another user (uid ${uid}), we are uid ${ours}`, {
    hint: `run leakconsole as that user: sudo -u '#${uid}' leakconsole …`,
  });
}
