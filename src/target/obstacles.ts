import { PS_HINT, UserError } from '../errors.js';

/** No process of this machine has the pid. */
export function noProcess(pid: number): UserError {
  return new UserError('no-process', `there is no process ${pid}`, { hint: PS_HINT });
}

/** A zombie: it is in the process list until its parent asks how it ended. */
export function hasEnded(pid: number): UserError {
  return new UserError('zombie', `process ${pid} has ended, and its parent has not collected it yet (a zombie)`, {
    hint: PS_HINT,
  });
}

/** Its inspector would not open on SIGUSR1: an option gives the signal another purpose. */
export function otherPurpose(pid: number, { does, option }: { does: string; option: string }): UserError {
  return new UserError('sigusr1-taken', `process ${pid} ${does} on SIGUSR1 (${option}), and would open no inspector`, {
    hint: 'so nothing was sent: restart it with another signal for that, or with --inspect',
  });
}

/** Its executable has no name of Node’s; `name`: what it is called. */
export function notNode(pid: number, name: string): UserError {
  return new UserError('not-node', `process ${pid} (${name}) is no Node process`, {
    hint: 'if it is Node under another name, open its inspector yourself, and attach to the port',
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
