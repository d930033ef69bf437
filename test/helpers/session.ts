import { Session } from '#src/session/session.js';
import { startTarget, type TargetOptions, type TestTarget } from './target.js';

/** Runs a fixture, does something with a session on it, and ends both. */
export async function withSession(
  fixture: string,
  use: (session: Session, target: TestTarget) => Promise<void>,
  options?: TargetOptions,
): Promise<void> {
  const target = await startTarget(fixture, options);
  try {
    const session = await Session.connect(target.url);
    try {
      await use(session, target);
    } finally {
      await session.close();
    }
  } finally {
    await target.stop();
  }
}
