import { Session } from '#src/session/session.js';
import { type TargetOptions, type TestTarget, withTarget } from './target.js';

/** Runs a fixture, does something with a session on it, and ends both. */
export async function withSession(
  fixture: string,
  use: (session: Session, target: TestTarget) => Promise<void>,
  options: TargetOptions = {},
): Promise<void> {
  await withTarget(fixture, options, async (target) => {
    const session = await Session.connect(target.url);
    try {
      await use(session, target);
    } finally {
      await session.close();
    }
  });
}
