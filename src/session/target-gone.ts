import { UserError } from '../errors.js';

/** The connection is gone: the target exited, or it closed its inspector. */
export class TargetGone extends UserError {
  constructor() {
    super('target-gone', 'the target is gone: it exited, or its inspector was closed', {
      hint: '`leakconsole ps` shows what is running now',
    });
  }
}
